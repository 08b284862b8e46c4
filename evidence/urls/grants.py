from evidence.views import case_sets, grants
from iapb.access.rights import Right
from iapb.routes import route

ADMINISTER, FILL = Right.ADMINISTER, Right.CASE_SETS

urlpatterns = [
    route("collections/", grants.collection_list, name="collections", rule=ADMINISTER),
    route("collections/new/", grants.new_collection, name="new_collection", rule=ADMINISTER),
    route("collections/<uuid:pk>/", grants.collection, name="collection", rule=ADMINISTER),
    route("collections/<uuid:pk>/grants/", grants.give_collection, name="give_collection", rule=ADMINISTER),
    route("case-sets/", grants.case_set_list, name="case_sets", rule=ADMINISTER),
    route("case-sets/new/", grants.new_case_set, name="new_case_set", rule=ADMINISTER),
    route("case-sets/<uuid:pk>/", grants.case_set, name="case_set", rule=ADMINISTER),
    route("case-sets/<uuid:pk>/grants/", grants.give_case_set, name="give_case_set", rule=ADMINISTER),
    route("case-sets/given/", case_sets.given_list, name="given_case_sets", rule=FILL),
    route("case-sets/<uuid:pk>/contents/", case_sets.contents, name="case_set_contents", rule=FILL),
    route("case-sets/<uuid:pk>/take-out/", case_sets.take_out, name="take_out_of_case_set", rule=FILL),
    route("grants/", grants.grant_list, name="grants", rule=ADMINISTER),
    route("grants/<slug:slug>/<int:pk>/revoke/", grants.revoke, name="revoke_grant", rule=ADMINISTER),
    route("denials/new/", grants.new_denial, name="new_denial", rule=ADMINISTER),
    route("denials/<uuid:pk>/end/", grants.end_denial, name="end_denial", rule=ADMINISTER),
]
