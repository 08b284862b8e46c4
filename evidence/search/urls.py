from evidence.search import api, views
from iapb.access.rights import Right
from iapb.routes import route

urlpatterns = [
    route("search/", views.find, name="search", rule=Right.SEARCH),
    route("api/search/", api.Search.as_view(), name="api_search", rule=Right.SEARCH),
]
