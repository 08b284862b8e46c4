from evidence.coding import api
from evidence.coding.views import facts, workbench
from iapb.access.rights import Right
from iapb.routes import route

urlpatterns = [
    route("coding/", workbench.coding, name="coding", rule=Right.TAG),
    route("items/<uuid:pk>/work/", workbench.workbench, name="workbench", rule=Right.TAG),
    route("items/<uuid:pk>/read/", workbench.reading, name="reading", rule=Right.READ),
    route("items/<uuid:pk>/recordings/<uuid:file>/play/", workbench.play, name="play", rule=Right.READ),
    route("items/<uuid:pk>/facts/", facts.panel, name="facts", rule=Right.READ),
    route("items/<uuid:pk>/facts/<slug:kind>/", facts.new_fact, name="new_fact", rule=Right.TAG),
    route("incidents/<uuid:pk>/change/", facts.change_incident, name="change_incident", rule=Right.TAG),
    route("incidents/<uuid:pk>/parts/<slug:kind>/", facts.new_part, name="new_part", rule=Right.TAG),
    route("facts/<slug:kind>/<uuid:pk>/take-back/", facts.take_back, name="take_back", rule=Right.TAG),
    route("facts/<slug:kind>/<uuid:pk>/supports/", facts.support, name="support", rule=Right.TAG),
    route("supports/<uuid:pk>/remove/", facts.remove_support, name="remove_support", rule=Right.TAG),
    route("tags/<uuid:pk>/official/", facts.official, name="official_from_tag", rule=Right.REGISTERS),
    route("api/codes/", api.Codes.as_view(), name="api_codes", rule=Right.READ),
    route("api/items/<uuid:pk>/tags/", api.Tags.as_view(), name="api_tags", rule=Right.READ),
    route("api/tags/<uuid:pk>/retract/", api.Retraction.as_view(), name="api_retract", rule=Right.TAG),
    route("api/items/<uuid:pk>/incidents/", api.Incidents.as_view(), name="api_incidents", rule=Right.READ),
    route(
        "api/incidents/<uuid:pk>/retract/",
        api.IncidentRetraction.as_view(),
        name="api_retract_incident",
        rule=Right.TAG,
    ),
]
