from evidence.importing import api, sending_api, views
from iapb.access.rights import Right
from iapb.routes import route

BRING_IN = Right.BRING_IN

urlpatterns = [
    route("imports/", views.listing, name="imports", rule=BRING_IN),
    route("imports/send/", views.send, name="send_archive", rule=BRING_IN),
    route("imports/templates/", views.templates, name="import_templates", rule=BRING_IN),
    route("imports/templates/<slug:name>/", views.template, name="import_template", rule=BRING_IN),
    route("imports/<uuid:pk>/", views.one, name="import", rule=BRING_IN),
    route("imports/<uuid:pk>/progress/", views.progress, name="import_progress", rule=BRING_IN),
    route("imports/<uuid:pk>/examine/", views.examine, name="examine_archive", rule=BRING_IN),
    route("imports/<uuid:pk>/bring-in/", views.bring_in, name="bring_in_archive", rule=BRING_IN),
    route("imports/<uuid:pk>/give-away/", views.give_away, name="give_away_archive", rule=BRING_IN),
    route("imports/<uuid:pk>/problems/", views.problems, name="import_problems", rule=BRING_IN),
    route("imports/<uuid:pk>/report/", views.report, name="import_report", rule=BRING_IN),
    route("api/imports/", api.Archives.as_view(), name="api_imports", rule=BRING_IN),
    route("api/imports/send/", api.send, name="api_send_archive", rule=BRING_IN),
    route("api/imports/uploads/", sending_api.sendings, name="api_archive_sendings", rule=BRING_IN),
    route("api/imports/uploads/<uuid:pk>/", sending_api.sending, name="api_archive_sending", rule=BRING_IN),
    route("api/imports/<uuid:pk>/", api.ArchivePage.as_view(), name="api_import", rule=BRING_IN),
    route("api/imports/<uuid:pk>/bring-in/", api.ArchiveRun.as_view(), name="api_bring_in", rule=BRING_IN),
]
