"""Gates and decisions of the plan: .../plan/decision/."""

from django.urls import path

from buyers.views import decisions, gates

PLAN = "projects/<slug:slug>/groups/<slug:group>/plan/"
GATES = PLAN + "gates/"
ONE = PLAN + "decision/<int:pk>/"

urlpatterns = [
    path(PLAN + "decision/", decisions.decision, name="plan_decision"),
    path(PLAN + "decisions.<format:format>", decisions.export, name="decisions_export"),
    path(PLAN + "decision/ask/", decisions.ask, name="ask_decisions"),
    path(PLAN + "decision/new/", decisions.decide, name="decide"),
    path(ONE + "files/new/", decisions.upload, name="upload_decision_file"),
    path(ONE + "files/<int:file>/<int:number>/", decisions.download, name="decision_file"),
    path(PLAN + "gates.<format:format>", gates.export, name="gates_export"),
    path(GATES, gates.edit, name="edit_gates"),
    path(GATES + "<slug:kind>/pass/", gates.pass_through, name="pass_gate"),
    path(GATES + "<slug:kind>/take-back/", gates.take_back, name="take_back_gate"),
]
