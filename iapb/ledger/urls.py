from iapb.ledger import api, views
from iapb.routes import SIGNED_IN, route

app_name = "ledger"
READ = "ledger.read"

urlpatterns = [
    route("ledger/", views.event_list, name="list", rule=READ),
    route("ledger/export/", views.export_events, name="export", rule=READ),
    route("ledger/objects/<str:object>/", views.object_story, name="story", rule=READ),
    route("ledger/events/<uuid:pk>/", views.event_detail, name="event", rule=READ),
    route("ledger/events/<uuid:pk>/tlog-proof/", views.proof_file, name="proof_file", rule=READ),
    route("ledger/events/<uuid:pk>/proof/", views.proof, name="proof", rule=SIGNED_IN),
    route("api/ledger/events/", api.EventList.as_view(), name="api_list", rule=READ),
    route("api/ledger/events/<uuid:pk>/", api.EventDetail.as_view(), name="api_event", rule=READ),
    route("api/ledger/events/<uuid:pk>/proof/", api.Receipt.as_view(), name="api_proof", rule=SIGNED_IN),
]
