"""A risk is addressed by its code: /projects/ppi4waste/r1/."""

from django.urls import path, register_converter

from workpackages.views import actions, risks


class RiskConverter:
    """The code of a risk; the view gets its number."""

    regex = r"r\d{1,6}"

    def to_python(self, value):
        return value.removeprefix("r")

    def to_url(self, value):
        return value.lower()


register_converter(RiskConverter, "risk")

RISKS = "projects/<slug:slug>/risks/"
RISK = "projects/<slug:slug>/<risk:number>/"

urlpatterns = [
    path(RISKS, risks.risks, name="risks"),
    path("projects/<slug:slug>/risks.csv", risks.risks_csv, name="risks_csv"),
    path(RISKS + "new/", risks.new_risk, name="new_risk"),
    path(RISKS + "bands/", risks.bands, name="risk_bands"),
    path(RISKS + "rp<int:period>/", risks.state_of_play, name="state_of_play"),
    path(RISK, risks.risk, name="risk"),
    path(RISK + "edit/", risks.edit_risk, name="edit_risk"),
    path(RISK + "score/", risks.score_risk, name="score_risk"),
    path(RISK + "new-action/", actions.new_risk_action, name="new_risk_action"),
    path(RISK + "<slug:verb>/", risks.risk_act, name="risk_act"),
]
