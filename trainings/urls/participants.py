from django.urls import path

from trainings.views import seat

urlpatterns = [
    path("trainings/seat/<str:token>/", seat.seat, name="seat"),
]
