from django.urls import path

from workpackages.views import baselines

BASELINES = "projects/<slug:slug>/baselines/"

urlpatterns = [
    path(BASELINES, baselines.baselines, name="baselines"),
    path(BASELINES + "new/", baselines.new_baseline, name="new_baseline"),
    path(BASELINES + "<int:pk>/", baselines.baseline, name="baseline"),
    path(BASELINES + "<int:pk>.csv", baselines.baseline_csv, name="baseline_csv"),
]
