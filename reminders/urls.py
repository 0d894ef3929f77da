from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("reminders/preferences/", views.preferences, name="preferences"),
    path("reminders/why/<str:token>/", views.why, name="why"),
]
