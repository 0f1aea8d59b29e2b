"""Addresses of offers, below `angebote/` of the network."""

from django.urls import path

from kim.network.offers.views import entries, integreat, lists, matrix

urlpatterns = [
    path("", lists.offer_list, name="offer_list"),
    path("neu/", entries.offer_new, name="offer_new"),
    path("pruefen/", lists.offer_review, name="offer_review"),
    path("matrix/", matrix.offer_matrix, name="offer_matrix"),
    path("matrix.<str:kind>", matrix.offer_matrix_export, name="offer_matrix_export"),
    path("integreat/", integreat.offer_imports, name="offer_imports"),
    path("integreat/quelle/", integreat.offer_source, name="offer_source"),
    path("integreat/abrufen/", integreat.offer_fetch, name="offer_fetch"),
    path("integreat/<int:report>/", integreat.offer_import, name="offer_import"),
    path("<int:offer>/", entries.offer_detail, name="offer_detail"),
    path("<int:offer>/bearbeiten/", entries.offer_edit, name="offer_edit"),
    path("<int:offer>/bestaetigen/", entries.offer_confirm, name="offer_confirm"),
    path("<int:offer>/ende/", entries.offer_end, name="offer_end"),
    path("<int:offer>/entfernen/", entries.offer_remove, name="offer_remove"),
    path("<int:offer>/aufnahme/", entries.offer_sort, name="offer_sort"),
]
