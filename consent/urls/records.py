from consent import api
from consent.views import forms, records
from iapb.access.rights import Right
from iapb.routes import SIGNED_IN, route

CONSENT, READ = Right.CONSENT, Right.READ

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
    route("consent-forms/", forms.listing, name="consent_forms", rule=SIGNED_IN),
    route("consent-forms/new/", forms.new, name="new_consent_form", rule=Right.DECIDE_RIGHTS),
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
