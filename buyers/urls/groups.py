from django.urls import path

from buyers.views import groups, members

urlpatterns = [
    path("projects/<slug:slug>/groups/", groups.groups, name="list"),
    path("projects/<slug:slug>/groups.<format:format>", groups.groups_export, name="list_export"),
    path(
        "projects/<slug:slug>/groups/<slug:group>/members.<format:format>",
        groups.members_export,
        name="members_export",
    ),
    path("projects/<slug:slug>/groups/new/", groups.new_group, name="new_group"),
    path("projects/<slug:slug>/groups/<slug:group>/", groups.group, name="group"),
    path("projects/<slug:slug>/groups/<slug:group>/edit/", groups.edit_group, name="edit_group"),
    path(
        "projects/<slug:slug>/groups/<slug:group>/members/new/",
        members.add_member,
        name="add_member",
    ),
    path(
        "projects/<slug:slug>/groups/<slug:group>/members/<int:pk>/tier/",
        members.change_tier,
        name="change_tier",
    ),
    path(
        "projects/<slug:slug>/groups/<slug:group>/members/<int:pk>/end/",
        members.end_membership,
        name="end_membership",
    ),
    path(
        "projects/<slug:slug>/groups/<slug:group>/members/<int:pk>/people/new/",
        members.name_person,
        name="name_person",
    ),
    path(
        "projects/<slug:slug>/groups/<slug:group>/people/<int:pk>/invite/",
        members.invite_person,
        name="invite_person",
    ),
    path(
        "projects/<slug:slug>/groups/<slug:group>/people/<int:pk>/end/",
        members.end_person,
        name="end_person",
    ),
]
