from consent.views import recipients as views
from iapb.access.rights import Right
from iapb.routes import route

SEE, PREPARE, LEGAL, SAFETY = Right.SEE_DISCLOSURES, Right.PREPARE, Right.APPROVE_LEGAL, Right.APPROVE_SAFETY

urlpatterns = [
    route("recipients/", views.listing, name="recipients", rule=SEE),
    route("recipients/new/", views.new, name="new_recipient", rule=PREPARE),
    route("recipients/<uuid:pk>/", views.recipient, name="recipient", rule=SEE),
    route("recipients/<uuid:pk>/correct/", views.correct, name="correct_recipient", rule=PREPARE),
    route("recipients/<uuid:pk>/facts/", views.state_facts, name="recipient_facts", rule=SEE),
    route("recipients/<uuid:pk>/key/", views.enrol_key, name="enrol_key", rule=PREPARE),
    route("recipients/<uuid:pk>/agreements/", views.record_agreement, name="record_agreement", rule=PREPARE),
    route("recipients/<uuid:pk>/channels/", views.propose_channel, name="propose_channel", rule=PREPARE),
    route("recipients/<uuid:pk>/bases/", views.record_transfer_basis, name="record_transfer_basis", rule=LEGAL),
    route("agreements/<uuid:pk>/end/", views.end_agreement, name="end_agreement", rule=PREPARE),
    route("channels/<uuid:pk>/approve/", views.approve_channel, name="approve_channel", rule=SAFETY),
    route("channels/<uuid:pk>/end/", views.end_channel, name="end_channel", rule=SEE),
    route("transfer-bases/<uuid:pk>/end/", views.end_transfer_basis, name="end_transfer_basis", rule=LEGAL),
]
