"""The addresses of the trainings, by noun."""

from trainings.urls import content, participants, trainings

app_name = "trainings"
urlpatterns = [
    *trainings.urlpatterns,
    *participants.urlpatterns,
    *content.urlpatterns,
]
