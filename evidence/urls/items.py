from evidence.api import items as api
from evidence.api import uploads
from evidence.views import files, items, texts, viewer
from iapb.access.rights import Right
from iapb.routes import route

READ, UPLOAD, ORIGINAL = Right.READ, Right.UPLOAD, Right.ORIGINAL

urlpatterns = [
    route("items/<uuid:pk>/", items.item, name="item", rule=READ),
    route("items/<uuid:pk>/progress/", items.progress, name="item_progress", rule=READ),
    route("items/<uuid:pk>/holds/", items.holds, name="item_holds", rule=READ),
    route("items/<uuid:pk>/looks-like/", items.looks_like, name="looks_like", rule=READ),
    route("uploads/<uuid:item>/", files.upload, name="upload", rule=UPLOAD),
    route("files/<uuid:file>/role/", files.change_role, name="change_role", rule=UPLOAD),
    route("files/<uuid:file>/run-again/", files.run_again, name="run_again", rule=UPLOAD),
    route("files/<uuid:file>/original/", files.original, name="original", rule=ORIGINAL),
    route("files/<uuid:file>/view/", viewer.view, name="view_file", rule=READ),
    route("files/<uuid:file>/copies/<slug:kind>/<int:number>/", viewer.show, name="show_copy", rule=READ),
    route("small-pictures/", viewer.small_pictures, name="small_pictures", rule=READ),
    route("files/<uuid:file>/waveform/", viewer.waveform, name="waveform", rule=READ),
    route("files/<uuid:file>/pages/<int:number>/words/", viewer.words, name="page_words", rule=READ),
    route("files/<uuid:file>/transcribe/", texts.transcribe, name="transcribe", rule=UPLOAD),
    route("texts/<uuid:pk>/translate/", texts.translate, name="translate", rule=UPLOAD),
    route("texts/<uuid:pk>/checked/", texts.check, name="check_text", rule=UPLOAD),
    route("api/items/", api.Items.as_view(), name="api_items", rule=READ),
    route("api/items/<uuid:pk>/", api.ItemPage.as_view(), name="api_item", rule=READ),
    route("api/items/<uuid:item>/files/", api.ItemFiles.as_view(), name="api_files", rule=READ),
    route("api/items/<uuid:item>/files/upload/", api.upload, name="api_upload", rule=UPLOAD),
    route("api/uploads/", uploads.sendings, name="api_sendings", rule=UPLOAD),
    route("api/uploads/<uuid:pk>/", uploads.sending, name="api_sending", rule=UPLOAD),
    route("api/files/<uuid:file>/", api.File.as_view(), name="api_file", rule=READ),
    route("api/files/<uuid:file>/role/", api.FileRole.as_view(), name="api_file_role", rule=UPLOAD),
    route("api/files/<uuid:file>/run-again/", api.RunAgain.as_view(), name="api_run_again", rule=UPLOAD),
    route("api/files/<uuid:file>/transcribe/", api.Transcription.as_view(), name="api_transcribe", rule=UPLOAD),
    route("api/items/<uuid:pk>/texts/", api.Texts.as_view(), name="api_texts", rule=READ),
    route("api/texts/<uuid:pk>/", api.TextPage.as_view(), name="api_text", rule=READ),
    route("api/texts/<uuid:pk>/translate/", api.Translation.as_view(), name="api_translate", rule=UPLOAD),
    route("api/texts/<uuid:pk>/checked/", api.Check.as_view(), name="api_check_text", rule=UPLOAD),
]
