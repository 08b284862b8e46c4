from evidence.registers import views
from iapb.access.rights import Right
from iapb.routes import route

urlpatterns = [
    route("registers/", views.index, name="registers", rule=Right.READ),
    route("registers/glossary/<uuid:pk>/use/", views.term_use, name="term_use", rule=Right.REGISTERS),
    route("registers/<slug:slug>/", views.entries, name="register", rule=Right.READ),
    route("registers/<slug:slug>/add/", views.add, name="register_add", rule=Right.REGISTERS),
    route("registers/<slug:slug>/suggest/", views.suggest, name="register_suggest", rule=Right.READ),
    route("registers/<slug:slug>/<uuid:pk>/", views.entry, name="register_entry", rule=Right.READ),
    route("registers/<slug:slug>/<uuid:pk>/names/", views.add_name, name="register_add_name", rule=Right.REGISTERS),
]
