"""What waits for what, and moving."""

from django.urls import path

from workpackages.urls.items import ITEM
from workpackages.views import dependencies, moving

urlpatterns = [
    path(ITEM + "move/", moving.move, name="move"),
    path(ITEM + "waits-for/", dependencies.wait, name="wait"),
    path(ITEM + "waits-for/<int:pk>/", dependencies.lag, name="lag"),
    path(ITEM + "waits-for/<int:pk>/remove/", dependencies.unlink, name="unlink"),
]
