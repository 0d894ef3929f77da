"""Costs, funding and scenarios of the plan: .../plan/financing/."""

from django.urls import path

from buyers.views import costs, financing, scenarios, sources

PLAN = "projects/<slug:slug>/groups/<slug:group>/plan/"
HERE = PLAN + "financing/"

urlpatterns = [
    path(HERE, financing.overview, name="plan_financing"),
    path(PLAN + "financing.<format:format>", financing.export, name="plan_financing_export"),
    path(HERE + "chances/", financing.chances, name="plan_chances"),
    path(HERE + "quantities/<int:organisation>/", costs.quantity, name="plan_quantity"),
    # Costs
    path(HERE + "costs/", costs.costs, name="plan_costs"),
    path(HERE + "costs.<format:format>", costs.export, name="plan_costs_export"),
    path(HERE + "costs/new/", costs.new_cost, name="new_cost"),
    path(HERE + "costs/<int:pk>/", costs.edit_cost, name="edit_cost"),
    path(HERE + "costs/<int:pk>/<slug:verb>/", costs.act, name="cost_act"),
    # Funding
    path(HERE + "funding/", sources.funding, name="plan_funding"),
    path(HERE + "funding/new/", sources.new_source, name="new_source"),
    path(HERE + "funding/<int:pk>/", sources.edit_source, name="edit_source"),
    path(HERE + "funding/<int:pk>/<slug:verb>/", sources.act, name="source_act"),
    # Scenarios
    path(HERE + "scenarios/", scenarios.scenarios, name="plan_scenarios"),
    path(HERE + "scenarios/new/", scenarios.new_scenario, name="new_scenario"),
    path(HERE + "scenarios/<int:pk>/", scenarios.edit_scenario, name="edit_scenario"),
    path(HERE + "scenarios/<int:pk>/<slug:verb>/", scenarios.act, name="scenario_act"),
]
