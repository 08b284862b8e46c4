from consent import api
from consent.views import forms, records, rights
from iapb.access.rights import Right
from iapb.routes import SIGNED_IN, route

CONSENT, READ, DECIDE = Right.CONSENT, Right.READ, Right.DECIDE_RIGHTS
# Data protection officers and legal approvers hold it; the door shows an erasure to these two alone.
SEE = Right.SEE_DISCLOSURES

urlpatterns = [
    route("witnesses/<uuid:pk>/consent/", records.consent, name="consent", rule=READ),
    route("witnesses/<uuid:pk>/consent/new/", records.new, name="new_consent", rule=CONSENT),
    route("witnesses/<uuid:pk>/consent/narrow/", records.narrow, name="narrow_consent", rule=CONSENT),
    route("witnesses/<uuid:pk>/consent/withdraw/", records.withdraw, name="withdraw_consent", rule=CONSENT),
    route("witnesses/<uuid:pk>/consent/pause/", records.pause, name="pause_consent", rule=CONSENT),
    route("witnesses/<uuid:pk>/consent/invalidate/", records.invalidate, name="invalidate_consent", rule=CONSENT),
    route("consents/<uuid:pk>/", records.earlier, name="earlier_consent", rule=READ),
    route("consents/<uuid:pk>/proof/", records.proof, name="consent_proof", rule=Right.IDENTITY),
    route("uploads/proof/<uuid:pk>/", records.upload_proof, name="upload_proof", rule=CONSENT),
    route("rights/", rights.desk, name="rights_desk", rule=DECIDE),
    route("rights/readings/", rights.open_reading, name="open_reading", rule=DECIDE),
    route("rights/readings/<uuid:pk>/end/", rights.end_reading, name="end_reading", rule=DECIDE),
    route("rights/witnesses/<uuid:pk>/withdraw/", records.withdraw, name="withdraw_for_witness", rule=DECIDE),
    route("rights/witnesses/<uuid:pk>/pause/", records.pause, name="pause_for_witness", rule=DECIDE),
    route("rights/witnesses/<uuid:pk>/erase/", rights.ask_erasure, name="ask_erasure", rule=DECIDE),
    route("erasures/<uuid:pk>/", rights.erasure, name="erasure", rule=SEE),
    route("erasures/<uuid:pk>/confirm/", rights.confirm_erasure, name="confirm_erasure", rule=SEE),
    route("erasures/<uuid:pk>/drop/", rights.drop_erasure, name="drop_erasure", rule=SEE),
    route("consent-forms/", forms.listing, name="consent_forms", rule=SIGNED_IN),
    route("consent-forms/new/", forms.new, name="new_consent_form", rule=DECIDE),
    route("consent-forms/<uuid:pk>/", forms.version, name="consent_form", rule=SIGNED_IN),
    route("api/consent-forms/", api.Forms.as_view(), name="api_consent_forms", rule=SIGNED_IN),
    route("api/witnesses/<uuid:pk>/consent/", api.Consent.as_view(), name="api_consent", rule=CONSENT),
    route("api/witnesses/<uuid:pk>/consent/withdraw/", api.Withdrawal.as_view(), name="api_withdraw", rule=CONSENT),
    route("api/witnesses/<uuid:pk>/consent/pause/", api.Pause.as_view(), name="api_pause", rule=CONSENT),
    route("api/witnesses/<uuid:pk>/consent/narrow/", api.Narrowing.as_view(), name="api_narrow", rule=CONSENT),
    route(
        "api/witnesses/<uuid:pk>/consent/invalidate/",
        api.Invalidation.as_view(),
        name="api_invalidate",
        rule=CONSENT,
    ),
    route("api/witnesses/<uuid:pk>/consent/proof/", api.upload_proof, name="api_proof", rule=CONSENT),
]
