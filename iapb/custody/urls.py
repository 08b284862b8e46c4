from iapb.custody import views
from iapb.routes import PUBLIC, route

urlpatterns = [
    # Public as an address: the ticket in it is what admits.
    route("content/<str:secret>/", views.content, name="content", rule=PUBLIC),
]
