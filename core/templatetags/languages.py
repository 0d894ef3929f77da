"""The choice of languages on pages for everybody: see core.languages."""

from django import template
from django.conf import settings
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag(takes_context=True)
def in_language(context) -> str:
    """Behind the address of another page for everybody: `?lang=hr` when the reader chose Croatian.

    `<a href="{% url 'trainings:seat' token %}{% in_language %}">`
    """
    asked = getattr(context.get("request"), "asked_language", "")
    return f"?lang={asked}" if asked else ""


@register.inclusion_tag("components/languages.html", takes_context=True)
def languages(context) -> dict:
    """The links to this page in each language; nothing on a page that speaks one alone."""
    request = context.get("request")
    names = getattr(request, "languages", {})
    links = []
    for code, name in names.items():
        asked = request.GET.copy()
        asked["lang"] = code
        links.append({"code": code, "name": name, "query": f"?{asked.urlencode()}"})
    return {"links": links, "spoken": get_language()}


@register.inclusion_tag("components/languages_head.html", takes_context=True)
def languages_head(context) -> dict:
    """The same for search engines."""
    request = context.get("request")
    page = f"{settings.BASE_URL}{request.path}" if request else ""
    return {"page": page, "codes": getattr(request, "languages", ())}
