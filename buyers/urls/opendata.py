"""Open data of a group: /projects/ppi4waste/groups/waste-buyers/open-data/."""

from django.urls import path

from buyers.views import opendata

OPEN_DATA = "projects/<slug:slug>/groups/<slug:group>/open-data/"
DOCUMENT = OPEN_DATA + "documents/<int:pk>/"

urlpatterns = [
    path(OPEN_DATA, opendata.open_data, name="open_data"),
    path(OPEN_DATA + "edit/", opendata.edit_procurement, name="edit_procurement"),
    path(OPEN_DATA + "release.json", opendata.release_json, name="release"),
    path(OPEN_DATA + "notice.<format:format>", opendata.notice_export, name="notice_export"),
    path(
        OPEN_DATA + "documents.<format:format>",
        opendata.documents_export,
        name="documents_export",
    ),
    path(OPEN_DATA + "documents/new/", opendata.new_document, name="new_document"),
    path(DOCUMENT + "edit/", opendata.edit_document, name="edit_document"),
    path(DOCUMENT + "take-out/", opendata.take_out_document, name="take_out_document"),
    path(DOCUMENT + "put-back/", opendata.put_back_document, name="put_back_document"),
    path(DOCUMENT + "file/", opendata.document_file, name="document_file"),
]
