from django.urls import path

from trainings.urls.trainings import TRAINING
from trainings.views import attendance

urlpatterns = [
    path(f"{TRAINING}attendance/", attendance.sheet, name="attendance"),
    path(f"{TRAINING}attendance/add/", attendance.add, name="came"),
]
