"""The plan as a chart."""

from django.urls import path

from workpackages.views import gantt

urlpatterns = [
    path("projects/<slug:slug>/gantt/", gantt.gantt, name="gantt"),
    path("projects/<slug:slug>/gantt.pdf", gantt.gantt_pdf, name="gantt_pdf"),
]
