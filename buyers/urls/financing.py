"""Costs, funding and scenarios of the plan: .../plan/financing/."""

urlpatterns = []
