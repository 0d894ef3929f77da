"""What the documents say is so: commands, settings, accounts, rooms, links."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from ppi_portal import checks, demo_accounts

ROOT = settings.BASE_DIR
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]
README = (ROOT / "README.md").read_text()

# It says where .env is, so it cannot stand in it.
NOT_IN_THE_FILE = {"ENV_FILE"}


def variables_read() -> set[str]:
    """The names that settings.py, gunicorn.py and Procfile take from the environment."""
    code = "".join(
        (ROOT / path).read_text() for path in ("ppi_portal/settings.py", "ppi_portal/gunicorn.py")
    )
    names = re.findall(r"\b(?:env(?:\.\w+)?|environ\.get|whole_number)\(\s*\"([A-Z_]+)\"", code)
    in_procfile = re.findall(r"\$\{([A-Z_]+)", (ROOT / "Procfile").read_text())
    return {*names, *in_procfile} - NOT_IN_THE_FILE


def test_every_setting_is_listed_and_every_listed_one_is_read():
    listed = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(variables_read())


def test_example_settings_can_be_used_as_they_are():
    """The lines that are not commented out leave every default as it is."""
    active = re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert active == [("SECRET_KEY", "")]


def test_every_make_command_that_a_document_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"(?:`|^|&& |sudo )make ([a-z-]+)", document.read_text(), re.M)
    }
    assert named - targets == set()
    assert {"run", "test", "help", "demo-reset", "setup", "doctor"} <= named


def test_make_help_has_a_line_for_each_target():
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()
    helped = re.findall(r"^([a-z-]+):.*  ## \S", makefile, re.MULTILINE)
    assert helped == phony


def test_readme_lists_the_accounts_of_the_demo():
    rows = re.findall(r"^\| `(\S+@\S+)` \|", README, re.MULTILINE)
    assert rows == [address for address, _role in demo_accounts.ACCOUNTS]
    assert f"`{demo_accounts.PASSWORD}`" in README


def test_readme_maps_every_floor_from_the_roof_down():
    rooms = re.findall(r"^\| \d \| `(\w+)/` \|", README, re.MULTILINE)
    assert rooms == ["ppi_portal", *reversed(settings.PORTAL_APPS)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_lead_somewhere(document: Path):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_ids_of_the_deployment_checks_are_used_once():
    numbers = re.findall(r"warn\(\s*(\d+),", Path(checks.__file__).read_text())
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))


def test_units_start_what_the_procfile_has():
    names = re.findall(r"^(\w+):", (ROOT / "Procfile").read_text(), re.MULTILINE)
    units = {unit.name: unit.read_text() for unit in ROOT.glob("deploy/systemd/*.service")}
    assert sorted(units) == sorted(f"ppi-portal-{name}.service" for name in names)
    for name in names:
        assert f"manage.py start {name}\n" in units[f"ppi-portal-{name}.service"]
