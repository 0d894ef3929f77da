"""Requests by personal link, declarations on conflicts of interest."""

from django.urls import path

from buyers.views import answering, conflicts, requests

GROUP = "projects/<slug:slug>/groups/<slug:group>/"

urlpatterns = [
    path(GROUP + "conflicts/", conflicts.conflicts, name="conflicts"),
    path(GROUP + "conflicts.<format:format>", conflicts.export, name="conflicts_export"),
    path(GROUP + "conflicts/new/", conflicts.declare, name="declare_conflict"),
    path(GROUP + "requests/", requests.listing, name="requests"),
    path(GROUP + "requests.<format:format>", requests.export, name="requests_export"),
    path(GROUP + "requests/new/", requests.ask, name="ask"),
    path(GROUP + "requests/<int:pk>/resend/", requests.resend, name="resend_request"),
    path(GROUP + "requests/<int:pk>/revoke/", requests.revoke, name="revoke_request"),
    # The personal link
    path("requests/answered/", answering.answered, name="request_answered"),
    path("requests/<str:token>/", answering.answer, name="answer_request"),
]
