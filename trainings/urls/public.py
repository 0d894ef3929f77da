"""What everybody may open without logging in; and, inside, how it is passed on."""

from django.urls import path

from trainings.urls.trainings import PROGRAMME
from trainings.views import public, sharing

OPEN = "open/<slug:slug>/trainings/<slug:programme>/"

urlpatterns = [
    path(OPEN, public.programme, name="public_programme"),
    path(f"{OPEN}calendar.ics", public.programme_ics, name="public_programme_ics"),
    path(f"{OPEN}embed/", public.embed, name="public_embed"),
    path(f"{OPEN}materials/<int:pk>/", public.material, name="public_material"),
    path(f"{OPEN}<slug:training>/", public.training, name="public_training"),
    path(f"{OPEN}<slug:training>/calendar.ics", public.training_ics, name="public_training_ics"),
    path(f"{PROGRAMME}share/", sharing.share, name="share"),
]
