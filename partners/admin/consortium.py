"""Projects, partners, organisations and places in Django admin."""

from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from core.admin import KeptAdmin, Rows
from partners.models import Organisation, Participation, Project, ProjectReader, TeamMember


class ParticipationRows(Rows):
    model = Participation
    fields = ["number", "organisation", "role", "entry", "exit"]
    autocomplete_fields = ["organisation"]


class ReaderRows(Rows):
    model = ProjectReader
    fields = ["person", "function", "since", "until"]
    autocomplete_fields = ["person"]


class PlaceRows(Rows):
    model = TeamMember
    fields = ["person", "access", "function", "since", "until"]
    autocomplete_fields = ["person"]


@admin.register(Project)
class ProjectAdmin(KeptAdmin):
    """Start and duration move the whole plan: the coordinator does that, on the plan's page."""

    list_display = [
        "acronym",
        "title",
        "grant_number",
        "programme",
        "start",
        "duration",
        "closed_on",
    ]
    list_filter = ["programme", "closed_on"]
    search_fields = ["acronym", "title", "grant_number"]
    readonly_fields = ["slug", "start", "duration", "is_illustrative"]
    inlines = [ParticipationRows, ReaderRows]

    def add_view(self, request, form_url="", extra_context=None):
        """A project comes with its coordinator, by the page that sets up both."""
        return redirect("partners:new_project")


@admin.register(Participation)
class ParticipationAdmin(KeptAdmin):
    list_display = ["number", "organisation", "project", "role", "entry", "exit"]
    list_display_links = ["number", "organisation"]
    list_filter = ["project", "role"]
    list_select_related = ["project", "organisation"]
    search_fields = ["organisation__search_text", "organisation__short_name", "project__acronym"]
    autocomplete_fields = ["project", "organisation"]
    inlines = [PlaceRows]

    def get_readonly_fields(self, request, obj=None):
        """Who leads what points at the row: it stays what it is."""
        return ["project", "organisation"] if obj else []


@admin.register(Organisation)
class OrganisationAdmin(KeptAdmin):
    list_display = ["short_name", "name", "type", "city", "country", "pic"]
    list_filter = ["type", ("country", admin.AllValuesFieldListFilter)]
    search_fields = ["search_text", "pic"]


class PlaceAdmin(KeptAdmin):
    list_filter = [("until", admin.EmptyFieldListFilter)]
    date_hierarchy = "since"


@admin.register(TeamMember)
class TeamMemberAdmin(PlaceAdmin):
    list_display = ["person", "participation", "project", "access", "function", "since", "until"]
    list_filter = ["participation__project", "access", *PlaceAdmin.list_filter]
    list_select_related = ["person", "participation__organisation", "participation__project"]
    search_fields = ["person__search_text", "participation__organisation__search_text", "function"]
    autocomplete_fields = ["person", "participation"]

    @admin.display(description=_("project"), ordering="participation__project__acronym")
    def project(self, place):
        return place.participation.project


@admin.register(ProjectReader)
class ProjectReaderAdmin(PlaceAdmin):
    list_display = ["person", "project", "function", "since", "until"]
    list_filter = ["project", *PlaceAdmin.list_filter]
    list_select_related = ["person", "project"]
    search_fields = ["person__search_text", "project__acronym", "function"]
    autocomplete_fields = ["person", "project"]
