from django.urls import path

from trainings.urls.trainings import TRAINING
from trainings.views import invited, inviting, nominating

INVITATIONS = f"{TRAINING}invitations/"

urlpatterns = [
    # An organisation and its people
    path(f"{TRAINING}colleagues/", nominating.nominate, name="nominate"),
    # For who runs the training: who is missing, asked, answered
    path(INVITATIONS, inviting.table, name="invitations"),
    path(f"{TRAINING}invitations.<format:format>", inviting.export, name="invitations_export"),
    path(f"{INVITATIONS}somebody/", inviting.somebody, name="invite_somebody"),
    path(f"{INVITATIONS}review/", inviting.review, name="review_invitations"),
    path(f"{INVITATIONS}nudge/", inviting.nudge, name="nudge_invitations"),
    path(f"{INVITATIONS}<int:pk>/change/", inviting.change, name="change_invitation"),
    path(f"{INVITATIONS}<int:pk>/remove/", inviting.remove, name="remove_invitation"),
    path(f"{INVITATIONS}<int:pk>/revoke/", inviting.revoke, name="revoke_invitation"),
    path(f"{INVITATIONS}<int:pk>/resend/", inviting.resend, name="resend_invitation"),
    # By personal link, without an account
    path("trainings/invitation/<str:token>/", invited.answer, name="invitation"),
    path("trainings/invited/", invited.answered, name="invitation_answered"),
]
