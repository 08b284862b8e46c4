from evidence.engines import views
from iapb.access.rights import Right
from iapb.routes import SIGNED_IN, route

urlpatterns = [
    route("engines/", views.engines, name="engines", rule=SIGNED_IN),
    route("texts/read-again/", views.read_again, name="read_again", rule=Right.UPLOAD),
]
