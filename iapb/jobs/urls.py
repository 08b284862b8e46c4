from iapb.jobs import views
from iapb.routes import route

app_name = "jobs"
urlpatterns = [
    route("jobs/", views.index, name="list", rule="signed_in"),
    route("jobs/progress/", views.progress, name="progress", rule="signed_in"),
    route("jobs/retry-all/", views.retry_all, name="retry_all", rule="signed_in"),
    route("jobs/<uuid:pk>/retry/", views.retry, name="retry", rule="signed_in"),
]
