"""Open market consultations: /projects/ppi4waste/groups/waste-buyers/consultations/1/, and what
suppliers read: /consultations/ppi4waste/waste-buyers/1/."""

from django.urls import path

from buyers.views import consultations, contacts, questions

GROUP = "projects/<slug:slug>/groups/<slug:group>/"
CONSULTATIONS = GROUP + "consultations/"
CONSULTATION = CONSULTATIONS + "<int:number>/"
QUESTION = CONSULTATION + "questions/<int:question>/"
CONTACT = CONSULTATION + "log/<int:pk>/"

urlpatterns = [
    path(CONSULTATIONS, consultations.consultations, name="consultations"),
    path(
        GROUP + "consultations.<format:format>",
        consultations.consultations_export,
        name="consultations_export",
    ),
    path(CONSULTATIONS + "new/", consultations.new_consultation, name="new_consultation"),
    path(CONSULTATION, consultations.consultation, name="consultation"),
    path(CONSULTATION + "edit/", consultations.edit_consultation, name="edit_consultation"),
    path(CONSULTATION + "report/", consultations.write_report, name="write_report"),
    path(
        CONSULTATION + "questions.<format:format>",
        consultations.questions_export,
        name="questions_export",
    ),
    path(CONSULTATION + "questions/new/", questions.new_question, name="new_question"),
    path(QUESTION, questions.edit_question, name="edit_question"),
    path(QUESTION + "publish/", questions.publish_question, name="publish_question"),
    path(CONSULTATION + "log/", contacts.supplier_log, name="supplier_log"),
    path(
        CONSULTATION + "log.<format:format>",
        contacts.supplier_log_export,
        name="supplier_log_export",
    ),
    path(CONSULTATION + "log/new/", contacts.new_contact, name="new_contact"),
    path(CONTACT + "share/", contacts.share_contact, name="share_contact"),
    path(CONTACT + "strike/", contacts.strike_contact, name="strike_contact"),
    path(CONSULTATION + "<slug:verb>/", consultations.consultation_act, name="consultation_act"),
    path(
        "consultations/<slug:slug>/<slug:group>/<int:number>/",
        consultations.public_consultation,
        name="public_consultation",
    ),
]
