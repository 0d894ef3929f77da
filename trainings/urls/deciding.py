from django.urls import path

from trainings.urls.trainings import TRAINING
from trainings.views import deciding, merging

urlpatterns = [
    path(f"{TRAINING}go/", deciding.decide, name="confirm"),
    path(f"{TRAINING}merge/", merging.merge, name="merge"),
]
