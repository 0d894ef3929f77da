from allauth.mfa.webauthn.views import login_webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.generic import RedirectView

from partners.views import invitations, people, projects

app_name = "partners"
urlpatterns = [
    # The project and its partners
    path("projects/<slug:slug>/edit/", projects.edit_project, name="edit_project"),
    path("projects/<slug:slug>/partners/", projects.partners, name="list"),
    path(
        "projects/<slug:slug>/partners.<format:format>",
        projects.partners_export,
        name="list_export",
    ),
    path("projects/<slug:slug>/partners/new/", projects.new_partner, name="new_partner"),
    path("projects/<slug:slug>/partners/<int:number>/", projects.partner, name="partner"),
    path(
        "projects/<slug:slug>/partners/<int:number>/edit/",
        projects.edit_partner,
        name="edit_partner",
    ),
    path(
        "projects/<slug:slug>/partners/<int:number>/organisation/",
        projects.edit_organisation,
        name="edit_organisation",
    ),
    path("new-project/", projects.new_project, name="new_project"),
    # People and their places
    path("projects/<slug:slug>/people/", people.people, name="people"),
    path("projects/<slug:slug>/people.<format:format>", people.people_export, name="people_export"),
    path("projects/<slug:slug>/people/<int:pk>/", people.person, name="person"),
    path("projects/<slug:slug>/places/<int:pk>/", people.edit_place, name="edit_place"),
    path("projects/<slug:slug>/places/<int:pk>/end/", people.end_place, name="end_place"),
    path("projects/<slug:slug>/readers/<int:pk>/end/", people.end_reading, name="end_reading"),
    path("profile/", people.profile, name="profile"),
    # Invitations
    path("projects/<slug:slug>/invitations/", invitations.invitations, name="invitations"),
    path(
        "projects/<slug:slug>/invitations.<format:format>",
        invitations.invitations_export,
        name="invitations_export",
    ),
    path(
        "projects/<slug:slug>/partners/<int:number>/invite/",
        invitations.invite_to_team,
        name="invite_to_team",
    ),
    path("projects/<slug:slug>/readers/invite/", invitations.invite_reader, name="invite_reader"),
    path("projects/<slug:slug>/invitations/<int:pk>/resend/", invitations.resend, name="resend"),
    path("projects/<slug:slug>/invitations/<int:pk>/revoke/", invitations.revoke, name="revoke"),
    path("invitations/<str:token>/", invitations.accept, name="accept"),
    # In front of allauth's pages: what the portal does not have, and what is open to visitors.
    re_path(r"^accounts/(?:signup|email|confirm-email|inactive)/(?:.*/)?$", invitations.closed),
    path("accounts/2fa/webauthn/login/", login_not_required(login_webauthn)),
    path("accounts/", RedirectView.as_view(pattern_name="partners:profile")),
]
