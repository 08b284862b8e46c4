from disclosures import api
from disclosures.views import confirmations, desk, requests, review
from iapb.access.rights import Right
from iapb.routes import route

SEE, PREPARE = Right.SEE_DISCLOSURES, Right.PREPARE

urlpatterns = [
    route("requests/", requests.listing, name="requests", rule=SEE),
    route("requests/new/", requests.new, name="new_request", rule=PREPARE),
    route("requests/<uuid:pk>/", requests.one, name="request", rule=SEE),
    route("requests/<uuid:pk>/correct/", requests.correct, name="correct_request", rule=PREPARE),
    route("requests/<uuid:pk>/court-order/", requests.court_order, name="court_order", rule=SEE),
    route("requests/<uuid:pk>/refuse/", requests.refuse, name="refuse_request", rule=PREPARE),
    route("requests/<uuid:pk>/begin/", requests.begin, name="begin_disclosure", rule=PREPARE),
    route(
        "requests/<uuid:pk>/witnesses/<uuid:witness>/confirm/<slug:kind>/",
        confirmations.new,
        name="new_confirmation",
        rule=SEE,
    ),
    route("disclosures/", desk.register, name="disclosures", rule=SEE),
    route("disclosures/<uuid:pk>/", desk.desk, name="desk", rule=SEE),
    route("disclosures/<uuid:pk>/find/", desk.find, name="find_entries", rule=PREPARE),
    route("disclosures/<uuid:pk>/add/", desk.add, name="add_entries", rule=PREPARE),
    route("disclosures/<uuid:pk>/take-over/", desk.take_over, name="take_over", rule=PREPARE),
    route("disclosures/<uuid:pk>/remove/", desk.remove, name="remove_entries", rule=PREPARE),
    route("disclosures/<uuid:pk>/keep/", desk.keep, name="keep_what_may_go", rule=PREPARE),
    route("disclosures/<uuid:pk>/screen/", desk.screen, name="screen_disclosure", rule=PREPARE),
    route("disclosures/<uuid:pk>/submit/", desk.submit, name="submit_disclosure", rule=PREPARE),
    route("disclosures/<uuid:pk>/take-back/", desk.take_back, name="take_back_disclosure", rule=PREPARE),
    route("disclosures/<uuid:pk>/give-up/", desk.give_up, name="give_up_disclosure", rule=PREPARE),
    route("disclosures/<uuid:pk>/review/", review.review, name="review_disclosure", rule=SEE),
    route("disclosures/<uuid:pk>/approve/<slug:capacity>/", review.approve, name="approve_disclosure", rule=SEE),
    route("disclosures/<uuid:pk>/send-back/", review.send_back, name="send_back_disclosure", rule=SEE),
    route("api/recipients/", api.Recipients.as_view(), name="api_recipients", rule=SEE),
    route("api/requests/", api.Requests.as_view(), name="api_requests", rule=SEE),
    route("api/requests/<uuid:pk>/", api.RequestPage.as_view(), name="api_request", rule=SEE),
    route("api/requests/<uuid:pk>/begin/", api.Beginning.as_view(), name="api_begin", rule=PREPARE),
    route("api/disclosures/", api.Disclosures.as_view(), name="api_disclosures", rule=SEE),
    route("api/disclosures/<uuid:pk>/", api.DisclosurePage.as_view(), name="api_disclosure", rule=SEE),
    route("api/disclosures/<uuid:pk>/entries/", api.Entries.as_view(), name="api_entries", rule=SEE),
    route("api/disclosures/<uuid:pk>/entries/remove/", api.Removal.as_view(), name="api_remove_entries", rule=PREPARE),
    route("api/disclosures/<uuid:pk>/submit/", api.Submission.as_view(), name="api_submit", rule=PREPARE),
    route("api/disclosures/<uuid:pk>/take-back/", api.TakingBack.as_view(), name="api_take_back", rule=PREPARE),
    route("api/disclosures/<uuid:pk>/approvals/", api.Approvals.as_view(), name="api_approvals", rule=SEE),
    route("api/disclosures/<uuid:pk>/send-back/", api.SendingBack.as_view(), name="api_send_back", rule=SEE),
]
