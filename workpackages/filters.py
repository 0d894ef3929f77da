"""Filters that people keep under a name: the chips above a list, and what is done to them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from partners.models import Person
from workpackages.models import SavedFilter

NO_PART_OF_IT = {"page", "open"}  # which part of a long list is seen


def tidy(query: str) -> str:
    """One spelling of a page's address after the "?", so that equal filters are equal texts."""
    asked = QueryDict(query)
    kept = QueryDict(mutable=True)
    for name in sorted(asked.keys() - NO_PART_OF_IT):
        if values := [value for value in asked.getlist(name) if value]:
            kept.setlist(name, values)
    return kept.urlencode()


def chips(asked: QueryDict, person, project, page: str) -> dict:
    """What templates/workpackages/saved_filters.html shows, as `saved_filters`; one statement.

    `asked` is the request's GET, `page` of SavedFilter.Page.
    """
    here = tidy(asked.urlencode())
    rows = SavedFilter.objects.visible_to(person).filter(project=project, page=page)
    rows = rows.order_by("is_shared", "name").values_list("name", "query", "is_shared")
    found = [
        {"name": name, "query": query, "is_shared": is_shared, "here": query == here}
        for name, query, is_shared in rows
    ]
    can_save = bool(here) and not any(chip["here"] for chip in found)
    return {"page": page, "chips": found, "query": here, "can_save": can_save}


@transaction.atomic
def save(*, project, person, page: str, name: str, query: str, is_shared: bool) -> SavedFilter:
    """Keep a filter for a person. Raises ValidationError, for a name that is taken at its field."""
    saved = SavedFilter(project=project, person=person, page=page, query=tidy(query))
    if not saved.query:
        raise ValidationError(_("This page is not filtered: there is nothing to save."))
    if len(saved.query) > SavedFilter._meta.get_field("query").max_length:
        raise ValidationError(_("This filter is too long to be saved: take something out of it."))
    return _write(saved, name, is_shared)


@transaction.atomic
def change(*, saved: SavedFilter, name: str, is_shared: bool) -> SavedFilter:
    """Another name, shared or no longer. Raises ValidationError as `save` does."""
    saved = SavedFilter.objects.select_for_update(of=("self",), no_key=True).get(pk=saved.pk)
    return _write(saved, name, is_shared)


@transaction.atomic
def remove(*, saved: SavedFilter) -> None:
    """Gone for good: nobody was ever told of it."""
    SavedFilter.objects.filter(pk=saved.pk).delete()


def _write(saved: SavedFilter, name: str, is_shared: bool) -> SavedFilter:
    # One at a time for each person: of two equal names the second is refused.
    Person.objects.select_for_update(no_key=True).get(pk=saved.person_id)
    saved.name, saved.is_shared = name, is_shared
    saved.full_clean()
    saved.save()
    return saved
