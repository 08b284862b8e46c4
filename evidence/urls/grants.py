from evidence.views import grants
from iapb.access.rights import Right
from iapb.routes import route

ADMINISTER = Right.ADMINISTER

urlpatterns = [
    route("collections/", grants.collection_list, name="collections", rule=ADMINISTER),
    route("collections/new/", grants.new_collection, name="new_collection", rule=ADMINISTER),
    route("collections/<uuid:pk>/", grants.collection, name="collection", rule=ADMINISTER),
    route("collections/<uuid:pk>/grants/", grants.give_collection, name="give_collection", rule=ADMINISTER),
    route("case-sets/", grants.case_set_list, name="case_sets", rule=ADMINISTER),
    route("case-sets/new/", grants.new_case_set, name="new_case_set", rule=ADMINISTER),
    route("case-sets/<uuid:pk>/", grants.case_set, name="case_set", rule=ADMINISTER),
    route("case-sets/<uuid:pk>/grants/", grants.give_case_set, name="give_case_set", rule=ADMINISTER),
    route("grants/", grants.grant_list, name="grants", rule=ADMINISTER),
    route("grants/<slug:slug>/<int:pk>/revoke/", grants.revoke, name="revoke_grant", rule=ADMINISTER),
    route("denials/new/", grants.new_denial, name="new_denial", rule=ADMINISTER),
    route("denials/<uuid:pk>/end/", grants.end_denial, name="end_denial", rule=ADMINISTER),
]
