"""The plan as a document: .../plan.pdf, .../plan.docx, .../plan-summary.pdf."""

from django.urls import path

from buyers.views import handing_in as views

from .plans import GROUP

urlpatterns = [
    path(f"{GROUP}plan.pdf", views.plan_pdf, name="plan_pdf"),
    path(f"{GROUP}plan.docx", views.plan_docx, name="plan_docx"),
    path(f"{GROUP}plan-summary.pdf", views.plan_summary, name="plan_summary"),
]
