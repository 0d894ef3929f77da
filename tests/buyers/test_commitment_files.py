"""The documents of a commitment: who hands them in, who may download which, and how."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from buyers import commitment as acts
from buyers.models import Commitment
from records.models import File
from tests.people import (
    NOW,
    make_buyer,
    make_commitment,
    make_membership,
    make_need,
    make_organisation,
    make_person,
)
from tests.reading import FRAME, content_of, errors, notes
from tests.records.samples import HTML, PDF, file


@pytest.fixture
def draft(world):
    return make_commitment(make_need(world.group), world.city.organisation, state="draft")


@pytest.fixture
def bob(world):
    person = make_person("Bob")
    make_buyer(person, make_membership(world.group, make_organisation("City of Rijeka")))
    return person


def url(name, row, *args):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers", row.pk, *args])


def post(client, row, name="letter.pdf", content=PDF, **data):
    data = {"upload": SimpleUploadedFile(name, content), "whole": "yes"} | data
    return client.post(url("upload_commitment_file", row), data)


def hand_in(world, row, name="letter.pdf", content=PDF):
    upload = file(name, content)
    return acts.hand_in(commitment=row, upload=upload, by=world.buyer, now=NOW)


def test_several_documents_to_a_draft_and_later_as_evidence(world, draft, login):
    client = login(world.buyer)
    answer = post(client, draft)
    assert answer["Location"] == f"{url('commitment', draft)}#files"
    assert notes(client.get(url("commitment", draft))) == ["letter.pdf is there, as version 1."]
    post(client, draft, "decision.pdf", PDF + b"\n")
    client.post(url("record_commitment", draft))
    post(client, draft, content=PDF + b"\n\n", note="Signed")
    held = client.get(url("commitment", draft)).context["files"]
    assert [(each.newest.name, each.newest.number, each.newest.note) for each in held] == [
        ("decision.pdf", 1, ""),
        ("letter.pdf", 2, "Signed"),
    ]


def test_a_document_is_served_as_a_file_and_never_as_a_page(world, draft, login):
    version = hand_in(world, draft)
    answer = login(world.buyer).get(url("commitment_file", draft, version.file_id, 1))
    assert content_of(answer) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


def test_who_may_download_is_who_may_read_the_commitment(world, draft, bob, login):
    version = hand_in(world, draft)
    address = url("commitment_file", draft, version.file_id, 1)
    readers = {
        "buyer": world.buyer,
        "coordinator": world.coordinator,
        "bob": bob,
        "partner": world.partner,
        "officer": world.officer,
        "stranger": world.stranger,
    }

    def may():
        found = set()
        for name, person in readers.items():
            answer = login(person).get(address)
            if answer.status_code == 200:
                found.add(name)
                content_of(answer)
            else:
                assert answer.status_code == 404
        return found

    assert may() == {"buyer"}
    Commitment.objects.update(state="standing")
    assert may() == {"buyer", "coordinator"}
    Commitment.objects.update(is_disclosed=True)
    assert may() == set(readers) - {"stranger"}
    Commitment.objects.update(state="draft")  # what was agreed holds once it is recorded
    assert may() == {"buyer"}


def test_a_document_of_another_commitment_is_not_served_here(world, draft, login):
    other = make_commitment(draft.need, world.city.organisation, year=2030)
    version = hand_in(world, other)
    client = login(world.buyer)
    assert client.get(url("commitment_file", draft, version.file_id, 1)).status_code == 404
    assert client.get(url("commitment_file", other, version.file_id, 2)).status_code == 404
    assert client.get(url("commitment_file", other, 10**30, 1)).status_code == 404


def test_nobody_else_hands_in(world, draft, bob, login):
    Commitment.objects.update(state="standing", is_disclosed=True)
    for person, code in ((bob, 403), (world.coordinator, 403), (world.stranger, 404)):
        assert post(login(person), draft).status_code == code
    assert not File.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("letter.pdf", HTML, "This is no PDF"),
        ("letter.exe", PDF, "exe"),
        ("letter.pdf", b"", "empty"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(world, draft, login, name, content, told):
    answer = post(login(world.buyer), draft, name, content, note="What is new")
    assert list(errors(answer)) == ["upload"]
    assert answer.context["form"]["note"].value() == "What is new"
    draft.refresh_from_db()
    assert (draft.dossier, File.objects.count()) == (None, 0)


def test_an_upload_that_was_cut_off_is_refused(world, draft, login):
    answer = post(login(world.buyer), draft, whole="")
    assert errors(answer) == {
        "upload": ["The upload was cut off on its way. Choose the file again."]
    }


def test_a_document_is_taken_out_of_a_draft_and_of_nothing_else(world, draft, bob, login):
    version = hand_in(world, draft)
    address = url("take_out_commitment_file", draft, version.file_id)
    assert login(bob).post(address).status_code == 404
    assert login(world.buyer).get(address).status_code == 405
    Commitment.objects.update(state="standing")
    answer = login(world.buyer).post(address, follow=True)
    assert "it stays as it is" in notes(answer)[0]
    assert File.objects.in_use().count() == 1
    Commitment.objects.update(state="draft")
    login(world.buyer).post(address)
    assert File.objects.in_use().count() == 0
    assert login(world.buyer).get(url("commitment", draft)).context["files"] == []
    assert (
        login(world.buyer).get(url("commitment_file", draft, version.file_id, 1)).status_code == 404
    )


@pytest.mark.parametrize("state", ["replaced", "withdrawn"])
def test_nothing_is_added_to_what_no_longer_stands(world, draft, login, state):
    Commitment.objects.update(state=state)
    client = login(world.buyer)
    assert client.get(url("upload_commitment_file", draft)).status_code == 302
    assert list(errors(post(client, draft))) == ["__all__"]
    with pytest.raises(ValidationError):
        hand_in(world, draft)


def test_names_of_documents_are_found_by_nobodys_search(world, draft, login):
    """The search of the work plan knows the files of the work plan alone."""
    hand_in(world, draft, name="council-decision.pdf")
    for person in (world.coordinator, world.officer, world.buyer):
        answer = login(person).get(reverse("search") + "?q=council-decision")
        assert answer.status_code == 200
        assert b"council-decision.pdf" not in answer.content


@pytest.mark.parametrize("count", [1, 3])
def test_statements(world, draft, login, django_assert_num_queries, count):
    for n in range(count):
        hand_in(world, draft, f"letter{n}.pdf", PDF + b"\n" * n)
    client = login(world.buyer)
    with django_assert_num_queries(FRAME + 3):
        client.get(url("commitment", draft))
