from django.urls import path

from trainings import views

app_name = "trainings"

TRAINING = "projects/<slug:slug>/trainings/<slug:training>/"

urlpatterns = [
    path(TRAINING, views.training, name="training"),
]
