"""Django admin has a place for every table of the portal."""

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from core.admin import Finding
from tests.workpackages.samples import one_of_each

# Rows that say nothing by themselves, as a dossier, and what only the organiser may read, for a
# while: food and access.
WITHOUT = {"records.Dossier", "trainings.SpecialNeeds"}
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)


def test_every_model_is_in_the_administration():
    ours = {
        model._meta.label
        for app in settings.PORTAL_APPS
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")  # read on the page of its row
    }
    inlines = {
        inline.model._meta.label
        for held in admin.site._registry.values()
        for inline in held.inlines
    }
    pages = {model._meta.label for model in REGISTERED}
    assert ours - pages - inlines == WITHOUT


def test_every_list_is_opened_and_searched_by_administrators_alone(world, login):
    one_of_each(world)
    addresses = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in REGISTERED
    ]
    client = login(world.coordinator)
    assert {client.get(address).status_code for address in addresses} == {302}
    client = login(world.administrator)
    for address in addresses:
        assert client.get(address).status_code == 200, address
        assert client.get(f"{address}?q=kapazität").status_code == 200, address


def test_what_names_no_row_is_refused_at_its_box(world, login):
    client, address = login(world.administrator), reverse("admin:buyers_buyergroup_add")
    for forged in ("x", "1,5", "9" * 25, "\0"):
        response = client.post(address, {"name": "Cities", "project": forged})
        assert response.context["adminform"].form.errors["project"], forged
        assert 'value="Cities"' in response.text
    assert client.get(f"{address}?project=2026-13").status_code == 200


def test_every_box_that_finds_rows_is_ours():
    pages = admin.site._registry.values()
    inlines = [inline for page in pages for inline in page.inlines]
    finding = [each for each in (*map(type, pages), *inlines) if each.autocomplete_fields]
    assert len(finding) > 20
    assert [each for each in finding if not issubclass(each, Finding)] == []


def test_a_filter_with_a_nul_is_a_bad_request(world, login):
    address = reverse("admin:outbox_mail_changelist")
    assert login(world.administrator).get(f"{address}?state=%00").status_code == 400
