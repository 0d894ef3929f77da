"""Gates and decisions of the plan: .../plan/decision/."""

urlpatterns = []
