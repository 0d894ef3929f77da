"""The menu of the bar, of the project in hand: the page's `project`, else the person's first.

Every page has it, and it changes seldom, so it is kept by all that it says. Rights are asked for
each page as ever: what may be opened is part of what it says.
"""

from dataclasses import dataclass

from django import template

from core.templatetags.portal import kept
from partners.places import KnownProject

register = template.Library()


@dataclass(frozen=True, slots=True)
class Menu:
    """All that components/menu.html knows: nothing else can be on it."""

    projects: tuple[KnownProject, ...]  # for the switcher
    slug: str  # of the project in hand
    acronym: str
    inside: bool  # whether the person sees all of it
    current: str  # the entry of this page, see `current`
    outbox: bool
    admin: bool
    person: str
    email: str


@register.simple_tag(takes_context=True)
def menu(context) -> str:
    """For who is logged in."""
    frame, person = context["frame"], context["user"]
    in_hand = context.get("project") or next(iter(frame.projects), None)
    facts = Menu(
        projects=tuple(frame.projects),
        slug=in_hand.slug if in_hand else "",
        acronym=in_hand.acronym if in_hand else "",
        inside=bool(in_hand) and in_hand.slug in frame.inside,
        current=current(context["request"].resolver_match),
        outbox=frame.sees_outbox,
        admin=person.is_staff,
        person=str(person),
        email=person.email,
    )
    return kept("components/menu.html", menu=facts)


def current(match) -> str:
    """The namespace or the name of the entry where the page belongs; "" where it has none."""
    if match is None or match.view_name in ("partners:profile", "reminders:preferences"):
        return ""
    return "calendar" if match.view_name == "agenda" else match.namespace or match.view_name
