"""The addresses of the trainings, by noun."""

from trainings.urls import attendance, messages, participants, people, trainings

app_name = "trainings"
urlpatterns = [
    *attendance.urlpatterns,
    *messages.urlpatterns,
    *people.urlpatterns,
    *trainings.urlpatterns,
    *participants.urlpatterns,
]
