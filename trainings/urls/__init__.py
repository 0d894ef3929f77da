"""The addresses of the trainings, by noun."""

from trainings.urls import deciding, participants, trainings

app_name = "trainings"
urlpatterns = [
    *trainings.urlpatterns,
    *participants.urlpatterns,
    *deciding.urlpatterns,
]
