from iapb.care import views
from iapb.routes import SIGNED_IN, route

urlpatterns = [
    route("care/", views.care, name="care", rule=SIGNED_IN),
    route("care/open/", views.open_anyway, name="open_anyway", rule=SIGNED_IN),
    route("care/time/", views.time, name="care_time", rule=SIGNED_IN),
    route("care/quiet/", views.quiet, name="care_quiet", rule=SIGNED_IN),
]
