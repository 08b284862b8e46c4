from evidence.transcripts import api, views
from iapb.access.rights import Right
from iapb.routes import route

RULE = Right.TRANSCRIBE

urlpatterns = [
    route("transcripts/", views.works, name="works", rule=RULE),
    route("items/<uuid:pk>/transcripts/new/", views.begin, name="begin_work", rule=RULE),
    route("works/<uuid:pk>/", views.work, name="work", rule=RULE),
    route("works/<uuid:pk>/checks/", views.work_checks, name="work_checks", rule=RULE),
    route("works/<uuid:pk>/hand-in/", views.hand_in, name="hand_in_work", rule=RULE),
    route("works/<uuid:pk>/take-back/", views.take_back, name="take_back_work", rule=RULE),
    route("works/<uuid:pk>/send-back/", views.send_back, name="send_back_work", rule=RULE),
    route("works/<uuid:pk>/accept/", views.accept, name="accept_work", rule=RULE),
    route("works/<uuid:pk>/hand-over/", views.hand_over, name="hand_over_work", rule=RULE),
    route("works/<uuid:pk>/take-over/", views.take_over, name="take_over_work", rule=RULE),
    route("works/<uuid:pk>/give-up/", views.give_up, name="give_up_work", rule=RULE),
    route("api/works/<uuid:pk>/", api.WorkPage.as_view(), name="api_work", rule=RULE),
    route("api/works/<uuid:pk>/changes/", api.Changes.as_view(), name="api_work_changes", rule=RULE),
    route("api/clashes/<uuid:pk>/settle/", api.Settlement.as_view(), name="api_settle_clash", rule=RULE),
    route("api/work-segments/<uuid:pk>/remark/", api.Remark.as_view(), name="api_work_remark", rule=RULE),
]
