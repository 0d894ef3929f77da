"""The risk strategy of the plan: .../plan/risks/."""

from django.urls import path

from buyers.views import strategy

RISKS = "projects/<slug:slug>/groups/<slug:group>/plan/risks"

urlpatterns = [
    path(f"{RISKS}/", strategy.risks, name="plan_risks"),
    path(f"{RISKS}.<format:format>", strategy.export, name="plan_risks_export"),
    path(f"{RISKS}/<risk:number>/", strategy.allocate, name="allocate_risk"),
]
