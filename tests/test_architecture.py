"""The house keeps to its plan; the checks are in tests/architecture.py.

Each of them is shown a bad sample too, so that a check that no longer sees anything fails.
"""

from pathlib import Path

import pytest

from tests.architecture import (
    FLOORS,
    MODULES,
    PRINTS,
    PYTHON_CHECKS,
    READS_THE_CLOCK,
    TEMPLATE_CHECKS,
    Source,
    files_are_short,
    heavy_things_wait,
    histories_are_ours,
    imports_point_down,
    markup_in_code_is_clean,
    no_signals_and_no_generic_keys,
    nothing_is_printed,
    questions_do_not_write,
    rooms_have_their_names,
    rooms_keep_to_themselves,
    templates_are_clean,
    templates_are_short,
    the_clock_is_read_at_the_edge,
    things_are_at_home,
)

ROOT = Path(__file__).resolve().parent.parent


def sources(pattern: str, *folders: str) -> list[Source]:
    return [
        Source(path.relative_to(ROOT), path.read_text())
        for folder in folders
        for path in sorted((ROOT / folder).rglob(pattern))
    ]


PYTHON = sources("*.py", *FLOORS)
TEMPLATES = sources("*.html", "templates", *FLOORS)


@pytest.mark.parametrize("check", PYTHON_CHECKS, ids=lambda check: check.__name__)
def test_the_code_keeps_the_plan_of_the_house(check):
    assert [f"{source.path} {found}" for source in PYTHON for found in check(source)] == []


@pytest.mark.parametrize("check", TEMPLATE_CHECKS, ids=lambda check: check.__name__)
def test_the_templates_keep_the_plan_of_the_house(check):
    assert [f"{source.path} {found}" for source in TEMPLATES for found in check(source)] == []


def test_the_plan_names_what_there_is_and_nothing_else():
    rooms = {(source.app, source.room) for source in PYTHON}
    assert {app for app, _room in rooms} <= set(FLOORS)
    assert {(app, name) for app in MODULES for name in MODULES[app].split()} - rooms == set()
    assert all((ROOT / path).exists() for path in READS_THE_CLOCK | PRINTS)


def test_every_folder_with_an_app_has_a_floor():
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps - set(FLOORS) == set()


# --- The checks see what they are for ------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (imports_point_down, "partners/querysets.py", "import trainings.models"),
        (imports_point_down, "partners/querysets.py", "from trainings import models"),
        (imports_point_down, "core/dates.py", "def f():\n    from outbox.posting import post"),
        (imports_point_down, "buyers/models/group.py", "ForeignKey('trainings.Training', CASCADE)"),
        (imports_point_down, "outbox/tasks.py", "apps.get_model('partners', 'Person')"),
        (imports_point_down, "trainings/emails.py", "send_task('reminders.tasks.plan')"),
        (imports_point_down, "trainings/views.py", "render(request, 'ppi_portal/desk.html')"),
        (imports_point_down, "reminders/steps.py", "from ppi_portal.desk import desk"),
        (rooms_have_their_names, "trainings/utils.py", ""),
        (rooms_have_their_names, "trainings/models/helpers.py", ""),
        (rooms_have_their_names, "trainings/stuff.py", ""),
        (rooms_keep_to_themselves, "trainings/models/day.py", "from ..emails import invite"),
        (rooms_keep_to_themselves, "trainings/models.py", "from trainings.forms import Form"),
        (rooms_keep_to_themselves, "trainings/querysets.py", "from trainings import tasks"),
        (rooms_keep_to_themselves, "trainings/emails.py", "from trainings.views import page"),
        (rooms_keep_to_themselves, "trainings/scheduling.py", "from trainings import forms"),
        (things_are_at_home, "trainings/scheduling.py", "class Day(models.Model): pass"),
        (things_are_at_home, "trainings/models.py", "class Days(models.QuerySet): pass"),
        (things_are_at_home, "trainings/views.py", "class Move(PortalForm, forms.Form): pass"),
        (things_are_at_home, "trainings/emails.py", "@shared_task(ignore_result=True)\ndef f(): 0"),
        (things_are_at_home, "trainings/apps.py", "class A(admin.ModelAdmin): pass"),
        (questions_do_not_write, "trainings/querysets.py", "self.model.objects.get_or_create(a=1)"),
        (questions_do_not_write, "trainings/querysets.py", "row.save()"),
        (no_signals_and_no_generic_keys, "buyers/apps.py", "from django.dispatch import receiver"),
        (no_signals_and_no_generic_keys, "buyers/apps.py", "from django.db.models import signals"),
        (no_signals_and_no_generic_keys, "buyers/apps.py", "models.post_save.connect(f)"),
        (no_signals_and_no_generic_keys, "buyers/models.py", "x = fields.GenericForeignKey('a')"),
        (histories_are_ours, "buyers/models/need.py", "history = HistoricalRecords()"),
        (histories_are_ours, "buyers/models/need.py", "history = models.HistoricalRecords()"),
        (the_clock_is_read_at_the_edge, "buyers/views.py", "datetime.datetime.now()"),
        (the_clock_is_read_at_the_edge, "buyers/views.py", "date.today()"),
        (the_clock_is_read_at_the_edge, "buyers/models.py", "self.at = timezone.now()"),
        (the_clock_is_read_at_the_edge, "buyers/querysets.py", "localdate()"),
        (nothing_is_printed, "buyers/views.py", "print(1)"),
        (heavy_things_wait, "buyers/views.py", "import numpy.random"),
        (heavy_things_wait, "buyers/views.py", "from buyers import simulation"),
        (files_are_short, "buyers/views.py", "x = 1\n" * 401),
        (markup_in_code_is_clean, "core/forms.py", "format_html('<i style=\"{}\">x</i>', x)"),
        (templates_are_clean, "templates/a.html", '<p {% if x %}style="top:0"{% endif %}>'),
        (templates_are_clean, "templates/a.html", "<script>go()</script>"),
        (templates_are_clean, "templates/a.html", "<style>p {}</style>"),
        (templates_are_clean, "templates/a.html", '<a href="#" onclick="go()">'),
        (templates_are_clean, "templates/a.html", '<img src="https://cdn.example/x.png" alt="">'),
        (templates_are_clean, "templates/a.html", '<link rel=stylesheet href="//cdn.example/x">'),
        (templates_are_short, "templates/a.html", "<br>\n" * 401),
    ],
)
def test_each_check_sees_a_bad_sample(check, path, text):
    assert list(check(Source(Path(path), text))) != []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "trainings/models/day.py",
            "from core.dates import key_of\nfrom .training import Training",
        ),
        ("trainings/views.py", "redirect('reminders:rules')\ntimezone.now()"),
        ("trainings/models.py", "at = models.DateTimeField(default=timezone.now)"),
        ("trainings/scheduling.py", "from partners.models import Person\nrow.save()"),
        ("partners/models.py", "ForeignKey('partners.Project', PROTECT, related_name='trainings')"),
        ("outbox/management/commands/mail.py", "print('sent')"),
        ("buyers/views.py", "def f():\n    from buyers import simulation"),
        ("buyers/models/need.py", "history = History(excluded_fields=['search_text'])"),
        ("core/fields.py", "class Searchable(models.Model): pass"),
    ],
)
def test_no_check_complains_of_a_good_sample(path, text):
    source = Source(Path(path), text)
    assert [found for check in PYTHON_CHECKS for found in check(source)] == []


def test_good_templates_pass():
    text = (
        '{% load static %}<script src="{% static "js/portal.js" %}" defer></script>'
        '{# <p style="x"> #}<a href="https://op.europa.eu/">EU</a><img src="{{ logo }}" alt="">'
    )
    assert list(templates_are_clean(Source(Path("templates/a.html"), text))) == []
    mail = Source(Path("templates/mail/base.html"), "<style>p {}</style>")
    assert list(templates_are_clean(mail)) == []
