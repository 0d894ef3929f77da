"""The addresses of the trainings, by noun."""

from trainings.urls import materials, participants, public, trainings

app_name = "trainings"
urlpatterns = [
    *trainings.urlpatterns,
    *participants.urlpatterns,
    *public.urlpatterns,
    *materials.urlpatterns,
]
