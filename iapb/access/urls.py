from iapb.access import views
from iapb.access.schema import Description
from iapb.routes import PUBLIC, SIGNED_IN, route

urlpatterns = [
    route("", views.home, name="home", rule=SIGNED_IN),
    route("health/", views.state, name="health", rule=PUBLIC),
    route("api/schema/", Description.as_view(), name="api_schema", rule=SIGNED_IN),
]
