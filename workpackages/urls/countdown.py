"""The countdown of a deliverable: /projects/ppi4waste/d4.1/countdown/."""

from django.urls import path

from workpackages.urls.items import DELIVERABLE
from workpackages.views import countdown, delay

COUNTDOWN = DELIVERABLE + "countdown/"

urlpatterns = [
    path(COUNTDOWN, countdown.edit, name="countdown"),
    path(COUNTDOWN + "plan/", countdown.plan, name="plan_countdown"),
    path(COUNTDOWN + "move/", countdown.move, name="move_countdown"),
    path(COUNTDOWN + "<slug:kind>/done/", countdown.finish, name="finish_step"),
    path(COUNTDOWN + "<slug:kind>/open/", countdown.reopen, name="reopen_step"),
    path(DELIVERABLE + "delay/", delay.delay, name="delay"),
]
