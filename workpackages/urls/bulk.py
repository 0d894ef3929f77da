from django.urls import path

from workpackages.views import bulk

urlpatterns = [path("projects/<slug:slug>/plan/change/", bulk.bulk, name="bulk")]
