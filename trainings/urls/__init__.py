"""The addresses of the trainings, by noun."""

from trainings.urls import attendance, participants, trainings

app_name = "trainings"
urlpatterns = [
    *attendance.urlpatterns,
    *trainings.urlpatterns,
    *participants.urlpatterns,
]
