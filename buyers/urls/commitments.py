"""Commitments: /projects/ppi4waste/groups/cities/commitments/12/."""

from django.urls import path

from buyers.views import commitments, documents, ledger

GROUP = "projects/<slug:slug>/groups/<slug:group>/"
ALL = GROUP + "commitments/"
ONE = ALL + "<int:pk>/"

urlpatterns = [
    path(ALL, ledger.commitments, name="commitments"),
    path(GROUP + "commitments.<format:format>", ledger.export, name="commitments_export"),
    path(GROUP + "commitments.pdf", ledger.pdf, name="commitments_pdf"),
    path(ALL + "totals.<format:format>", ledger.export_totals, name="commitment_totals_export"),
    path(ALL + "new/", commitments.new_commitment, name="new_commitment"),
    path(ONE, commitments.commitment, name="commitment"),
    path(ONE + "edit/", commitments.edit_commitment, name="edit_commitment"),
    path(ONE + "record/", commitments.record_commitment, name="record_commitment"),
    path(ONE + "withdraw/", commitments.withdraw_commitment, name="withdraw_commitment"),
    path(ONE + "discard/", commitments.discard_commitment, name="discard_commitment"),
    path(ONE + "files/new/", documents.upload, name="upload_commitment_file"),
    path(ONE + "files/<int:file>/<int:number>/", documents.download, name="commitment_file"),
    path(ONE + "files/<int:file>/take-out/", documents.take_out, name="take_out_commitment_file"),
]
