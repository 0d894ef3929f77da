"""How public pages are passed on, embedded and made public, and their calendar files."""

from datetime import datetime

import pytest
from django.urls import reverse

from tests.people import fix_day, make_training
from tests.trainings.test_public_pages import page
from trainings.models import Programme, Training, TrainingDay

# --- Telling others -------------------------------------------------------------------------------


def test_a_page_is_passed_on_by_its_address_and_by_mail(world, public, client, settings):
    text = client.get(page("public_training")).text
    address = f"{settings.BASE_URL}/open/ppi4test/trainings/regional/zagreb/"
    assert f'readonly value="{address}"' in text
    assert "mailto:?subject=Zagreb&amp;body=Zagreb%0D%0A%0D%0AWed%2022%20Sep%202027" in text
    assert f'<link rel="canonical" href="{address}">' in text


def test_who_edits_the_programme_gets_what_to_embed(world, training, login, settings):
    client = login(world.task_lead)
    url = reverse("trainings:share", args=["ppi4test", "regional"])
    text = client.get(url).text
    assert "not public yet" in text
    assert "iframe" not in text
    Programme.objects.update(is_public=True, title='The "best" <trainings>')
    answer = client.get(url)
    address = settings.BASE_URL + page("public_embed")
    assert answer.context["code"] == (
        f'<iframe src="{address}" title="The &quot;best&quot; &lt;trainings&gt;" width="100%" '
        'height="480" loading="lazy"></iframe>'
    )
    assert "<trainings>" not in answer.text
    programme = reverse("trainings:programme", args=["ppi4test", "regional"])
    assert url in client.get(programme).text
    assert url not in login(world.partner).get(programme).text


@pytest.mark.parametrize(("role", "sees"), [("organiser", True), ("partner", False)])
def test_the_training_leads_to_its_public_page(world, training, login, role, sees):
    url = reverse("trainings:training", args=["ppi4test", "zagreb"])
    client = login(world.person(role))
    assert (page("public_training") in client.get(url).text) == sees
    Programme.objects.update(is_public=True)
    assert page("public_training") in client.get(url).text


def test_a_programme_becomes_public_by_its_form(world, training, login):
    client = login(world.task_lead)
    url = reverse("trainings:programme_edit", args=["ppi4test", "regional"])
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    client.post(url, data | {"buyer_groups": [world.group.pk], "is_public": "on"})
    programme = Programme.objects.get()
    assert programme.is_public
    assert programme.history.first().history_user == world.task_lead
    assert client.get(page("public_programme")).status_code == 200


def test_an_address_that_a_page_needs_is_no_training(world):
    from trainings import planning

    row = planning.plan(
        programme=world.programme,
        by=world.task_lead,
        title="Embed",
        organiser=world.zagreb,
        zone="Europe/Zagreb",
    )
    assert row.slug == "embed-2"


def test_an_odd_address_finds_nothing(world, public, client):
    for odd in ("x" * 400, "%00", "zagreb%00", "../../etc"):
        assert client.get(f"/open/ppi4test/trainings/regional/{odd}/").status_code == 404
    many = "9" * 30
    assert client.get(f"{page('public_programme')}materials/{many}/").status_code == 404


def moments(calendar) -> list[tuple]:
    return [
        (str(event["UID"]), event["DTSTART"].dt, str(event["STATUS"]), str(event["URL"]))
        for event in calendar.walk("VEVENT")
    ]


def test_calendar_files_carry_the_entries_that_mails_carry(world, public, client, settings):
    from zoneinfo import ZoneInfo

    from icalendar import Calendar

    fix_day(make_training(world.programme, world.iclei, "Seville", zone="Europe/Madrid"))
    Training.objects.filter(slug="seville").update(state="cancelled")
    days = {day.training.slug: day for day in TrainingDay.objects.select_related("training")}
    start = datetime(2027, 9, 22, 9)
    expected = [
        (
            f"{days[slug].uid}@{settings.MAIL_DOMAIN}",
            start.replace(tzinfo=ZoneInfo(zone)),
            status,
            f"{settings.BASE_URL}/open/ppi4test/trainings/regional/{slug}/",
        )
        for slug, zone, status in (
            ("zagreb", "Europe/Zagreb", "CONFIRMED"),
            ("seville", "Europe/Madrid", "CANCELLED"),
        )
    ]
    answer = client.get(page("public_programme_ics"))
    calendar = Calendar.from_ical(answer.content)
    assert moments(calendar) == expected
    zones = [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")]
    assert zones == ["Europe/Madrid", "Europe/Zagreb"]
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert answer["Content-Disposition"] == 'attachment; filename="regional.ics"'
    one = Calendar.from_ical(client.get(page("public_training_ics")).content)
    assert moments(one) == expected[:1]
