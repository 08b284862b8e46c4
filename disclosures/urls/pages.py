from disclosures.views import confirmations, desk, packages, past, recalls, requests, review
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
    route("disclosures/<uuid:pk>/build/", packages.build, name="build_package", rule=PREPARE),
    route("disclosures/<uuid:pk>/building/", packages.building, name="package_building", rule=SEE),
    route("earlier-disclosures/", past.register, name="past_disclosures", rule=SEE),
    route("earlier-disclosures/list/", past.download, name="past_disclosures_list", rule=SEE),
    route("earlier-disclosures/<uuid:pk>/", past.one, name="past_disclosure", rule=SEE),
    route("earlier-disclosures/<uuid:pk>/recall/", past.recall, name="recall_past", rule=PREPARE),
    route("earlier-disclosures/<uuid:pk>/recall/answer/", past.answer, name="answer_past_recall", rule=PREPARE),
    route("packages/", packages.register, name="packages", rule=SEE),
    route("packages/<uuid:pk>/", packages.one, name="package", rule=SEE),
    route("packages/<uuid:pk>/hand-over/", packages.hand_over, name="hand_over_package", rule=PREPARE),
    route("packages/<uuid:pk>/receipt/", packages.confirm_receipt, name="confirm_receipt", rule=PREPARE),
    route("packages/<uuid:pk>/close/", packages.close, name="close_disclosure", rule=PREPARE),
    route("packages/<uuid:pk>/recall/", recalls.recall, name="recall_package", rule=PREPARE),
    route("packages/<uuid:pk>/recall/answer/", recalls.answer, name="answer_recall", rule=PREPARE),
]
