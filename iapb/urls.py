"""The addresses of the house, room by room. Each names its access rule (iapb.routes)."""

from django.urls import include, path

from iapb.routes import by_first_word

rooms = [
    path("", include("iapb.access.urls")),
    path("", include("iapb.accounts.urls")),
    path("", include("iapb.ledger.urls")),
    path("", include("iapb.jobs.urls")),
    path("", include("iapb.care.urls")),
    path("", include("iapb.custody.urls")),
    path("", include("evidence.urls.grants")),
    path("", include("evidence.urls.items")),
    path("", include("evidence.engines.urls")),
    path("", include("evidence.importing.urls")),
    path("", include("evidence.receipts.urls")),
    path("", include("evidence.registers.urls")),
    path("", include("evidence.transcripts.urls")),
    path("", include("evidence.coding.urls")),
    path("", include("evidence.search.urls")),
    path("", include("interviews.urls")),
    path("", include("consent.urls.records")),
    path("", include("consent.urls.recipients")),
    path("", include("disclosures.urls.pages")),
    path("", include("disclosures.urls.api")),
]
urlpatterns = by_first_word(rooms)

handler404 = "iapb.access.views.page_not_found"
handler500 = "iapb.access.views.server_error"
