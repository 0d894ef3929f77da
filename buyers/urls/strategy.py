"""The risk reduction strategy of the plan: .../plan/risks/."""

urlpatterns = []
