"""The addresses of the trainings, by noun."""

from trainings.urls import (
    attendance,
    content,
    deciding,
    invitations,
    materials,
    messages,
    participants,
    people,
    public,
    trainings,
)

app_name = "trainings"
urlpatterns = [
    *attendance.urlpatterns,
    *messages.urlpatterns,
    *people.urlpatterns,
    *trainings.urlpatterns,
    *participants.urlpatterns,
    *public.urlpatterns,
    *materials.urlpatterns,
    *invitations.urlpatterns,
    *content.urlpatterns,
    *deciding.urlpatterns,
]
