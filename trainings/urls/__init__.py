"""The addresses of the trainings, by noun."""

from trainings.urls import invitations, participants, trainings

app_name = "trainings"
urlpatterns = [
    *trainings.urlpatterns,
    *participants.urlpatterns,
    *invitations.urlpatterns,
]
