"""The plan as a document: .../plan.pdf, .../plan.docx, .../plan-summary.pdf."""

urlpatterns = []
