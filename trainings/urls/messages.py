from django.urls import path

from trainings.urls.trainings import TRAINING
from trainings.views import messages

urlpatterns = [
    path(f"{TRAINING}messages/", messages.table, name="messages"),
    path(f"{TRAINING}messages/new/", messages.write, name="message_new"),
    path(f"{TRAINING}messages/<int:pk>/", messages.message, name="message"),
]
