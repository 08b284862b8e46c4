from disclosures.api import approvals, disclosures, packages, recalls, requests
from iapb.access.rights import Right
from iapb.routes import route

SEE, PREPARE = Right.SEE_DISCLOSURES, Right.PREPARE

urlpatterns = [
    route("api/recipients/", requests.Recipients.as_view(), name="api_recipients", rule=SEE),
    route("api/requests/", requests.Requests.as_view(), name="api_requests", rule=SEE),
    route("api/requests/<uuid:pk>/", requests.RequestPage.as_view(), name="api_request", rule=SEE),
    route("api/requests/<uuid:pk>/begin/", requests.Beginning.as_view(), name="api_begin", rule=PREPARE),
    route("api/requests/<uuid:pk>/correct/", requests.Correction.as_view(), name="api_correct_request", rule=PREPARE),
    route("api/requests/<uuid:pk>/court-order/", requests.CourtOrder.as_view(), name="api_court_order", rule=SEE),
    route("api/requests/<uuid:pk>/refuse/", requests.Refusal.as_view(), name="api_refuse_request", rule=PREPARE),
    route("api/disclosures/", disclosures.Disclosures.as_view(), name="api_disclosures", rule=SEE),
    route("api/disclosures/<uuid:pk>/", disclosures.DisclosurePage.as_view(), name="api_disclosure", rule=SEE),
    route("api/disclosures/<uuid:pk>/entries/", disclosures.Entries.as_view(), name="api_entries", rule=SEE),
    route(
        "api/disclosures/<uuid:pk>/entries/remove/",
        disclosures.Removal.as_view(),
        name="api_remove_entries",
        rule=PREPARE,
    ),
    route("api/disclosures/<uuid:pk>/take-over/", disclosures.TakingOver.as_view(), name="api_take_over", rule=PREPARE),
    route("api/disclosures/<uuid:pk>/keep/", disclosures.Keeping.as_view(), name="api_keep_what_may_go", rule=PREPARE),
    route("api/disclosures/<uuid:pk>/screen/", disclosures.Screening.as_view(), name="api_screen", rule=PREPARE),
    route("api/disclosures/<uuid:pk>/give-up/", disclosures.GivingUp.as_view(), name="api_give_up", rule=PREPARE),
    route("api/disclosures/<uuid:pk>/submit/", approvals.Submission.as_view(), name="api_submit", rule=PREPARE),
    route("api/disclosures/<uuid:pk>/take-back/", approvals.TakingBack.as_view(), name="api_take_back", rule=PREPARE),
    route("api/disclosures/<uuid:pk>/approvals/", approvals.Approvals.as_view(), name="api_approvals", rule=SEE),
    route("api/disclosures/<uuid:pk>/send-back/", approvals.SendingBack.as_view(), name="api_send_back", rule=SEE),
    route("api/disclosures/<uuid:pk>/build/", packages.Building.as_view(), name="api_build_package", rule=PREPARE),
    route("api/packages/", packages.Packages.as_view(), name="api_packages", rule=SEE),
    route("api/packages/<uuid:pk>/", packages.PackagePage.as_view(), name="api_package", rule=SEE),
    route("api/packages/<uuid:pk>/handovers/", packages.Handovers.as_view(), name="api_handovers", rule=SEE),
    route("api/packages/<uuid:pk>/receipt/", packages.Receipts.as_view(), name="api_receipt", rule=PREPARE),
    route("api/packages/<uuid:pk>/close/", packages.Closing.as_view(), name="api_close", rule=PREPARE),
    route("api/packages/<uuid:pk>/recall/", recalls.Recalling.as_view(), name="api_recall", rule=PREPARE),
    route("api/packages/<uuid:pk>/recall/answers/", recalls.Answers.as_view(), name="api_recall_answers", rule=PREPARE),
]
