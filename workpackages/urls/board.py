from django.urls import path

from workpackages.views import board

urlpatterns = [path("projects/<slug:slug>/board/", board.board, name="board")]
