"""The commitments of a group in a real browser: fit for everyone, and from draft to withdrawn."""

from decimal import Decimal

from django.utils import timezone
from playwright.sync_api import expect

from buyers.models import Commitment, Tier
from tests.browser.test_frame import assert_fit, log_in
from tests.people import make_commitment, make_membership, make_need, make_organisation

GROUP = "/projects/ppi4test/groups/waste-buyers/"
PAGE = f"{GROUP}commitments/"
BUYERS = [
    ("City of Rijeka", "HR", Tier.AUTHORITY),
    ("Zadar", "HR", Tier.AUTHORITY),
    ("City of Osijek", "HR", Tier.FOLLOWER),
    ("Mancomunidad del Sur", "ES", Tier.CORE),
    ("Ayuntamiento de Zaragoza", "ES", Tier.AUTHORITY),
    ("Lund", "SE", Tier.FOLLOWER),
    ("Freiburg im Breisgau", "DE", Tier.AUTHORITY),
]


def enter(world):
    """Three needs; to the first nearly everybody has committed something."""
    year = timezone.localdate().year
    needs = [
        make_need(world.group, 1, title="Automatic sorting of bulky waste"),
        make_need(world.group, 2, title="Reuse of mattresses and furniture", unit="pieces a year"),
        make_need(world.group, 3, title="Electric collection vehicles", unit="vehicles"),
    ]
    levels = list(Commitment.Level)
    for n, (name, country, tier) in enumerate(BUYERS):
        organisation = make_organisation(name, country=country, city=name)
        make_membership(world.group, organisation, tier)
        make_commitment(
            needs[0],
            organisation,
            year=year + 1 + n % 2,
            level=levels[n % 4],
            quantity=Decimal(1250 * (n + 1)),
            value=Decimal(64_500 * (n + 1)),
            currency="SEK" if country == "SE" else "EUR",
            is_disclosed=n % 3 == 0,
            recorded_at=timezone.now(),
        )
    city = world.city.organisation
    make_commitment(needs[0], city, year=year + 1, recorded_at=timezone.now(), is_disclosed=True)
    world.draft = make_commitment(
        needs[0], city, year=year + 1, quantity=1800, state="draft", recorded_at=None
    )
    make_commitment(
        needs[1], city, year=year, valid_until=f"{year}-01-01", recorded_at=timezone.now()
    )
    return needs


def test_the_pages_are_fit_for_everyone(page, world):
    enter(world)
    log_in(page, world.buyer)
    one = f"{PAGE}{world.draft.pk}/"
    standing = Commitment.objects.filter(organisation=world.city.organisation, state="standing")
    other = f"{PAGE}{standing.first().pk}/"
    for address in (
        *(PAGE, f"{PAGE}?need=2", f"{PAGE}new/", one, f"{one}edit/", f"{one}record/"),
        *(f"{one}discard/", f"{one}files/new/", other, f"{other}withdraw/"),
    ):
        assert_fit(page, address)


def test_who_steers_reads_all_of_it_fit_for_everyone(page, world):
    enter(world)
    log_in(page, world.coordinator)
    assert_fit(page, PAGE)


def test_from_an_interest_to_its_withdrawal(page, world):
    enter(world)
    log_in(page, world.buyer)
    page.goto(PAGE)
    page.get_by_role("link", name="New commitment").click()
    page.get_by_label("Need").select_option(label="N3 Electric collection vehicles")
    page.get_by_label("Year of purchase").fill(str(timezone.localdate().year + 1))
    page.get_by_label("Quantity").fill("-4")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Quantity").fill("4")
    page.get_by_role("button", name="Save as draft").click()
    page.get_by_role("link", name="Record it").click()
    expect(page.get_by_text("It replaces nothing")).to_be_visible()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("status")).to_contain_text("The commitment is recorded.")
    page.get_by_role("link", name="Withdraw", exact=True).click()
    page.get_by_label("Reason").fill("The council has decided otherwise.")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator("h1")).to_contain_text("withdrawn")
