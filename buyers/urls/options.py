"""Options of the plan compared, and clauses: .../plan/options/form/, .../plan/options/contract/."""

urlpatterns = []
