"""Effort: /projects/ppi4waste/effort/, a partner's report at …/effort/rp1/2/."""

from django.urls import path

from workpackages.views import effort, effort_reports, periods

EFFORT = "projects/<slug:slug>/effort/"
PERIOD = f"{EFFORT}rp<int:number>/"
REPORT = f"{PERIOD}<int:partner>/"

urlpatterns = [
    path(EFFORT, effort.effort, name="effort"),
    path("projects/<slug:slug>/effort.<format:format>", effort.effort_export, name="effort_export"),
    path(f"{EFFORT}plan/", effort.plan, name="plan_effort"),
    path(f"{EFFORT}new-period/", periods.new, name="new_period"),
    path(f"{PERIOD}edit/", periods.edit, name="edit_period"),
    path(f"{PERIOD}report/", periods.report, name="report_period"),
    path(f"{PERIOD}reopen/", periods.reopen, name="reopen_period"),
    path(REPORT, effort_reports.report, name="effort_report"),
    path(f"{REPORT}approve/", effort_reports.approve, name="approve_effort"),
    path(f"{REPORT}return/", effort_reports.give_back, name="return_effort"),
]
