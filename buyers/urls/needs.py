"""The code lists."""

from django.urls import path

from buyers.views import codes

urlpatterns = [
    path("codes/", codes.find, name="codes"),
]
