"""From an unmet need to signed commitments, as a coordinator and three buyers live it.

Everybody has a browser of their own, and after each step all of them look again. A buyer sees what
is its own, of the others what they agreed to show, and sums that tell of nobody alone: behind such
a sum stand three members who have not agreed to be seen, for who has agreed covers nobody
(buyers/disclosure.py). Who steers the group sees all that was given and recorded, but no draft.
"""

import json
import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from buyers import codes
from buyers.models import BuyerPerson, Tier
from tests.browser.hands import bytes_of, figures, fill, follow, lines, numbers, press
from tests.browser.test_frame import log_in
from tests.buyers.ocds import complaints, make_validator, read_schemas
from tests.people import make_buyer, make_membership, make_organisation, make_person
from tests.processes import wait_until

GROUP = "/projects/ppi4test/groups/waste-buyers/"
NEED = f"{GROUP}needs/1/"
COMMITMENTS = f"{GROUP}commitments/"
OPEN_DATA = f"{GROUP}open-data/"

SPLIT, SUR, GRAZ, FREIBURG = "City of Split", "Mancomunidad del Sur", "Stadt Graz", "Freiburg"
HIDDEN = "hidden: fewer than three members"
NO_LINE = f"{HIDDEN} | –"  # of the totals: quantity and members; no currency is named
KEPT = "kept to the totals"
OF = {  # what each gave or committed without agreeing to show it
    "split": {"485200"},
    "sur": {"3171", "2930", "1268400", "1172000"},
    "graz": {"867", "346800"},
    "freiburg": {"1502"},
}
ALL = set().union(*OF.values())


@dataclass
class Story:
    """A browser for each; the buyers speak for Split, the Mancomunidad and Graz."""

    coordinator: Page
    split: Page
    sur: Page
    graz: Page
    stranger: Page
    jonas: BuyerPerson  # of Freiburg, without an account
    today: date  # on which they sign

    @property
    def year(self) -> int:
        """In which they will buy."""
        return self.today.year + 1


@pytest.fixture
def story(world, new_context, settings) -> Story:
    """Five members of four countries; the fifth leads the group and commits to nothing."""
    settings.OCDS_PREFIX = "ocds-213czf"
    codes.load_shipped(only=["90511000", "90512000", "90500000"])
    group = world.group
    group.lead_procurer = group.memberships.get(tier=Tier.CORE)
    group.save()

    def member(name, person, country, tier, account="active") -> BuyerPerson:
        organisation = make_organisation(name, country=country, city=name)
        membership = make_membership(group, organisation, tier)
        return make_buyer(make_person(person, account=account), membership)

    def browser_of(person) -> Page:
        page = new_context().new_page()
        log_in(page, person)
        return page

    return Story(
        coordinator=browser_of(world.coordinator),
        split=browser_of(world.buyer),
        sur=browser_of(member(SUR, "Alba Ruiz", "ES", Tier.CORE).person),
        graz=browser_of(member(GRAZ, "Maria Huber", "AT", Tier.AUTHORITY).person),
        stranger=browser_of(world.stranger),
        jonas=member(FREIBURG, "Jonas Weber", "DE", Tier.FOLLOWER, account="none"),
        today=timezone.localdate(),
    )


def test_from_an_unmet_need_to_signed_commitments(
    story, new_context, processes, sending, subtests, request
):
    the_coordinator_enters_a_need_and_shares_it(story)
    three_buyers_answer_it_one_after_the_other(story)
    a_contact_without_account_answers_by_mail(story, new_context().new_page(), processes, sending)
    a_draft_is_its_own_peoples_alone(story)
    each_commits_and_the_sum_appears_with_the_third(story)
    an_interest_becomes_a_signed_agreement(story)
    a_stranger_finds_none_of_it(story)
    nobody_takes_along_what_is_anothers(story)
    release = the_coordinator_downloads_the_release(story)
    who_agrees_to_be_seen_covers_nobody(story)
    with subtests.test("the release is valid"):  # skipped without the official schema
        validator = make_validator(read_schemas(request.getfixturevalue("sample_data")))
        assert complaints(validator, release) == []


# --- The need and its answers --------------------------------------------------------------------


def the_coordinator_enters_a_need_and_shares_it(story):
    page = story.coordinator
    follow(page, f"{GROUP}needs/", "Write a need", first=True)
    fill(
        page,
        title="Sort bulky waste",
        problem="Four in five tonnes are burnt.",
        desired_outcome="Half of it is used again.",
        indicator_1="Used again",
        unit_1="%",
        today_1="12.5",
        target_1="50",
        unit="tonnes a year",
    )
    page.get_by_label("Search CPV by word or code").press_sequentially("refuse coll")
    page.get_by_role("checkbox", name="90511000 Refuse collection services").check()
    press(page, "Save the draft", "N1 is saved as a draft.")
    for buyer in (story.split, story.sur, story.graz):
        assert buyer.goto(NEED).status == 404

    follow(page, NEED, "Share with the group")
    press(page, "Share with the group", "N1 is shared.")
    story.split.goto(NEED)
    expect(story.split.get_by_text("90511000 Refuse collection services")).to_be_visible()
    assert lines(story.split, "#outcome") == ["Used again | % | 12.5 | 50"]


def three_buyers_answer_it_one_after_the_other(story):
    """The first agrees to show its quantity, the others keep to the totals."""
    follow(story.split, NEED, "Answer")
    fill(story.split, quantity="1213", discloses=True)
    press(story.split, "Save as a draft", "Only your organisation sees it.")
    assert answers(story.split) == {"Answered": "0 of 5", f"{SPLIT} draft": "1,213"}
    for page in (story.coordinator, story.sur):
        assert answers(page) == {"Answered": "0 of 5"}
    follow(story.split, NEED, "Go on with our answer")
    press(story.split, "Give the answer", "Your answer is given.")
    first = {"Answered": "1 of 5", "Quantity in all": "1,213 tonnes a year", SPLIT: "1,213"}
    assert answers(story.coordinator) == answers(story.sur) == first

    for page, quantity in ((story.sur, "3171"), (story.graz, "867")):
        follow(page, NEED, "Answer")
        fill(page, quantity=quantity)
        press(page, "Give the answer", "Your answer is given.")
    three = {"Answered": "3 of 5", "Quantity in all": HIDDEN, SPLIT: "1,213"}
    assert answers(story.sur) == three | {f"{SUR} yours": "3,171", GRAZ: KEPT}
    assert answers(story.graz) == three | {SUR: KEPT, f"{GRAZ} yours": "867"}
    whole = {"Quantity in all": "5,251 tonnes a year", SUR: "3,171", GRAZ: "867"}
    assert answers(story.coordinator) == three | whole


def a_contact_without_account_answers_by_mail(story, visitor, processes, sending):
    """With Freiburg three keep to the totals: from now on there is one to see."""
    page = story.coordinator
    follow(page, f"{GROUP}requests/", "Ask by mail", first=True)
    page.get_by_label("answer a need").check()
    page.get_by_label(f"Jonas Weber ({FREIBURG}), no account").check()
    fill(page, need="N1 Sort bulky waste")
    press(page, "Send the requests", "1 request is on its way")
    worker = processes.worker(EMAIL_URL=sending.url)
    [mail] = wait_until(lambda: sending.accepted_by(story.jonas.person.email))
    worker.kill()
    [link] = re.findall(r"https?://\S+/requests/\S+", mail.get_body(("plain",)).get_content())

    visitor.goto(link)
    fill(visitor, quantity="1502")
    visitor.get_by_role("button", name="Send the answer").click()
    expect(visitor.get_by_role("heading", name="Thank you")).to_be_visible()
    assert visitor.goto(link).status == 404  # it worked once
    visitor.goto(NEED)
    expect(visitor).to_have_url(re.compile("/accounts/login/"))  # and lets nobody in

    four = {"Answered": "4 of 5", "Quantity in all": "6,753 tonnes a year", SPLIT: "1,213"}
    assert answers(story.sur) == four | {f"{SUR} yours": "3,171", GRAZ: KEPT, FREIBURG: KEPT}
    assert answers(page) == four | {SUR: "3,171", GRAZ: "867", FREIBURG: "1,502"}


# --- The commitments -----------------------------------------------------------------------------


def a_draft_is_its_own_peoples_alone(story):
    page = story.sur
    begin(page, story, quantity="-2930", value="1172000")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.locator("#id_quantity_error")).to_have_text("This cannot be negative.")
    fill(page, quantity="2930")
    press(page, "Save as draft", "The draft is saved.")
    draft = page.url
    assert lines(page, "#own", COMMITMENTS) == [
        f"N1 Sort bulky waste {SUR} | {entry(story, 'interest', '2,930', '1,172,000', 'draft')}"
    ]
    for other in (story.coordinator, story.split, story.graz):
        assert other.goto(draft).status == 404
        other.goto(COMMITMENTS)
        expect(other.get_by_text("Nothing is committed to this need yet")).to_be_visible()
        assert ledger(other) == []
    page.goto(draft)


def each_commits_and_the_sum_appears_with_the_third(story):
    record(story.sur)
    assert story.coordinator.goto(story.sur.url).status == 200
    assert story.split.goto(story.sur.url).status == story.graz.goto(story.sur.url).status == 404
    interest = f"{SUR} | {entry(story, 'interest', '2,930', '1,172,000')}"
    assert ledger(story.sur) == ledger(story.coordinator) == [interest]
    assert ledger(story.split) == []
    assert totals(story.coordinator)["All"] == "2,930 | 1,172,000 EUR | 1"
    assert set(totals(story.split).values()) == {NO_LINE}

    for page, quantity, value in ((story.split, "1213", "485200"), (story.graz, "867", "346800")):
        for each in (story.split, story.sur, story.graz):  # so far one or two stand behind it
            assert totals(each)["All"] == NO_LINE
        begin(page, story, quantity=quantity, value=value, level="signed agreement")
        page.get_by_role("button", name="Save as draft").click()
        expect(page.locator("#id_signatory_error")).to_have_text("Who has signed it?")
        sign(page, story)
        press(page, "Save as draft", "The draft is saved.")
        record(page)

    agreed = [
        f"{GRAZ} | {entry(story, 'signed agreement', '867', '346,800')}",
        f"{SPLIT} | {entry(story, 'signed agreement', '1,213', '485,200')}",
    ]
    assert ledger(story.coordinator) == [*agreed, interest]
    assert ledger(story.graz) == agreed[:1]
    assert ledger(story.split) == agreed[1:]
    three = "5,010 | 2,004,000 EUR | 3"
    whole = {"All": three, str(story.year): three}
    for buyer in (story.split, story.sur, story.graz):
        assert totals(buyer) == whole  # what cannot be told is not even named
    assert totals(story.coordinator) == whole | {
        "Core buyer": "2,930 | 1,172,000 EUR | 1",
        "Contracting authority": "2,080 | 832,000 EUR | 2",
        "Austria": "867 | 346,800 EUR | 1",
        "Croatia": "1,213 | 485,200 EUR | 1",
        "Spain": "2,930 | 1,172,000 EUR | 1",
        "Interest": "2,930 | 1,172,000 EUR | 1",
        "Signed agreement": "2,080 | 832,000 EUR | 2",
    }


def an_interest_becomes_a_signed_agreement(story):
    page = story.sur
    replace(page)
    fill(page, quantity="3171", value="1268400", level="signed agreement")
    sign(page, story)
    press(page, "Save as draft", "The draft is saved.")
    record(page, "This replaces what you have standing for the same need and year: Interest")
    assert ledger(page) == [
        f"{SUR} | {entry(story, 'signed agreement', '3,171', '1,268,400')}",
        f"{SUR} | {entry(story, 'interest', '2,930', '1,172,000', 'replaced')}",
    ]
    assert [line.split(" | ")[0] for line in ledger(story.coordinator)] == [SUR, GRAZ, SPLIT, SUR]
    found = totals(story.graz)
    assert found["All"] == found["Signed agreement"] == "5,251 | 2,100,400 EUR | 3"
    assert "Interest" not in found
    page.get_by_role("link", name=SUR).first.click()
    facts = page.locator("dl.facts").first
    expect(facts).to_contain_text("Ana Perić, Director of services")
    expect(facts).to_contain_text(date_format(story.today))


def who_agrees_to_be_seen_covers_nobody(story):
    """Split shows its entry from now on; the rest of the sum would tell of two."""
    replace(story.split)
    sign(story.split, story)
    fill(story.split, is_disclosed=True)
    press(story.split, "Save as draft", "The draft is saved.")
    record(story.split, "Everybody who sees the group will read it, as you have agreed.")
    shown = f"{SPLIT} | {entry(story, 'signed agreement', '1,213', '485,200')}"
    assert ledger(story.graz) == [
        shown,
        f"{GRAZ} | {entry(story, 'signed agreement', '867', '346,800')}",
    ]
    found = totals(story.graz)
    nothing = f"{HIDDEN} | {HIDDEN} | –"
    assert (found["All"], found["Croatia"]) == (nothing, "1,213 | 485,200 EUR | 1")
    assert totals(story.coordinator)["All"] == "5,251 | 2,100,400 EUR | 3"
    text = bytes_of(story.graz, f"{OPEN_DATA}release.json")
    assert numbers(text) & {"5251", "2100400"} == set()  # nor does the release tell it any more


# --- What leaves the portal ----------------------------------------------------------------------

DOWNLOADS = (
    *(f"{GROUP}needs.csv", f"{NEED}answers.csv", f"{NEED}need.pdf"),
    *(f"{GROUP}commitments.csv", f"{COMMITMENTS}totals.csv", f"{GROUP}commitments.pdf"),
    *(f"{OPEN_DATA}notice.csv", f"{OPEN_DATA}documents.csv"),
)


def a_stranger_finds_none_of_it(story):
    one = story.sur.url  # a commitment that stands
    pages = (GROUP, f"{GROUP}needs/", NEED, COMMITMENTS, one, OPEN_DATA, f"{OPEN_DATA}release.json")
    for each in (*pages, *DOWNLOADS):
        assert story.stranger.goto(each).status == 404


def nobody_takes_along_what_is_anothers(story):
    for name in ("split", "sur", "graz"):
        page = getattr(story, name)
        page.goto(COMMITMENTS)
        with page.expect_download() as download:
            page.locator("section[aria-labelledby=ledger]").get_by_role("link", name="CSV").click()
        assert numbers(download.value.path().read_bytes()) >= OF[name]
        for address in DOWNLOADS:
            assert numbers(bytes_of(page, address)) & (ALL - OF[name]) == set(), address
    everything = [numbers(bytes_of(story.coordinator, address)) for address in DOWNLOADS]
    assert set().union(*everything) >= ALL


def the_coordinator_downloads_the_release(story) -> dict:
    page = story.coordinator
    follow(page, OPEN_DATA, "Enter the facts")
    fill(
        page,
        title="Sorting of bulky waste",
        description="Machines that sort bulky waste, with maintenance.",
        rationale="Most bulky waste is burnt today.",
        procedure="innovation partnership",
        tender_on=f"{story.year}-01-10",
        contract_from=f"{story.year}-07-01",
    )
    press(page, "Save", "The facts of the purchase are saved.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the release (JSON)").click()
    text = download.value.path().read_bytes()
    package = json.loads(text)
    [release] = package["releases"]
    assert [party["name"] for party in release["parties"]] == [SUR, "ZGH", SPLIT, GRAZ]
    assert release["planning"]["budget"]["amount"] == {"amount": 2100400, "currency": "EUR"}
    [item] = release["tender"]["items"]
    assert (item["quantity"], item["classification"]["id"]) == (5251, "90511000")
    assert numbers(text) & (ALL | {"1213"}) == set()
    return package


# --- What they do, and what they read ------------------------------------------------------------


def begin(page, story, **values):
    """A new commitment to the need, for the year in which they buy."""
    follow(page, COMMITMENTS, "New commitment")
    fill(page, need="N1 Sort bulky waste", year=str(story.year), currency="EUR", **values)


def record(page, told="It replaces nothing"):
    """The draft whose page is open."""
    page.get_by_role("link", name="Record it").click()
    expect(page.get_by_text(told)).to_be_visible()
    press(page, "Record it", "The commitment is recorded.")


def replace(page):
    """What this buyer has standing."""
    page.goto(COMMITMENTS)
    page.get_by_role("link", name="Replace").click()


def sign(page, story):
    fill(page, signatory="Ana Perić", signatory_function="Director of services")
    fill(page, signed_on=story.today.isoformat())


def answers(page) -> dict[str, str]:
    """The figures of the need, and the quantity of each buyer."""
    page.goto(NEED)
    cells = [line.split(" | ") for line in lines(page, "#answers")]
    return figures(page) | {buyer: quantity for buyer, quantity, *_rest in cells}


def totals(page) -> dict[str, str]:
    """By their label the lines of the totals; what is summed up where."""
    found = lines(page, "#totals", COMMITMENTS)
    return dict(line.split(" | ", 1) for line in found if " | " in line)


def ledger(page) -> list[str]:
    """The entries that this person may read."""
    return lines(page, "#ledger", COMMITMENTS)


def entry(story, level, quantity, value, state="standing") -> str:
    need = "" if state == "draft" else "N1 | "
    return f"{need}{story.year} | {level} | {quantity} tonnes a year | {value} EUR | {state}"
