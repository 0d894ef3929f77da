"""Many people talk and hand in at the same moment, on a real PostgreSQL."""

import pytest

from outbox.models import Mail
from records.models import Comment, Dossier, File, Version
from tests.faults.racing import at_once
from tests.people import NOW, make_world
from tests.records.samples import PDF, file
from workpackages import talk

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_world()


def fresh(item):
    """Each thread has its own copy, as each request has."""
    return type(item).objects.get(pk=item.pk)


def test_the_first_comments_of_all_go_into_one_dossier(world):
    def say(number):
        talk.say(item=fresh(world.d41), text=f"No. {number}", by=world.wp_lead, now=NOW)

    assert at_once(say, range(8)) == []
    assert (Dossier.objects.count(), Comment.objects.count()) == (1, 8)
    assert Mail.objects.count() == 8


def test_one_comment_sent_many_times_at_once_is_one(world):
    def say(_number):
        talk.say(item=fresh(world.d41), text="Ready?", by=world.wp_lead, now=NOW)

    assert at_once(say, range(8)) == []
    assert (Comment.objects.count(), Mail.objects.count()) == (1, 1)


def test_versions_that_come_at_once_have_a_number_each(world, tmp_path):
    def hand_in(number):
        upload = file(content=PDF + bytes([number]))
        talk.hand_in(item=fresh(world.d41), upload=upload, by=world.partner, now=NOW)

    assert at_once(hand_in, range(8)) == []
    assert File.objects.count() == 1
    numbers = Version.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 8
