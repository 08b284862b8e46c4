from evidence.coding.framework import code_views, file_views, views
from iapb.access.rights import Right
from iapb.routes import route

urlpatterns = [
    route("framework/", views.index, name="frameworks", rule=Right.TAG),
    route("framework/start/", views.start, name="framework_start", rule=Right.FRAMEWORK),
    route("framework/<uuid:pk>/", views.version, name="framework", rule=Right.TAG),
    route("framework/<uuid:pk>/add/", views.add, name="framework_add", rule=Right.FRAMEWORK),
    route("framework/<uuid:pk>/rules/", views.rules, name="framework_rules", rule=Right.FRAMEWORK),
    route("framework/<uuid:pk>/changes/", views.changes, name="framework_changes", rule=Right.FRAMEWORK),
    route("framework/<uuid:pk>/files/", file_views.files, name="framework_files", rule=Right.TAG),
    route("framework/<uuid:pk>/files/<slug:kind>/", file_views.export, name="framework_export", rule=Right.TAG),
    route("framework/<uuid:pk>/import/", file_views.bring_in, name="framework_import", rule=Right.FRAMEWORK),
    route("framework/<uuid:pk>/do/<slug:step>/", views.step, name="framework_step", rule=Right.FRAMEWORK),
    route("framework/codes/<uuid:pk>/", views.code, name="framework_code", rule=Right.TAG),
    route("framework/codes/<uuid:pk>/<slug:verb>/", code_views.do, name="framework_code_do", rule=Right.FRAMEWORK),
    route("framework/pictures/<slug:sha256>/", views.picture, name="code_picture", rule=Right.READ),
]
