"""Takes the README's pictures from a running demo: `make run`, then `make pictures`.

Chromium at 1280 x 800, light; the pictures show the demo as it stands on the day they are taken.
"""

import os
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browsers import chromium

HERE = Path(__file__).parent
PORTAL = f"http://localhost:{os.environ.get('PORT', '8000')}"
PICTURES = {
    "desk": ("coordinator", "/"),
    "plan": ("coordinator", "/projects/ppi4waste/plan/"),
    "gantt": ("coordinator", "/projects/ppi4waste/gantt/?baseline=1"),
    "deliverable": ("coordinator", "/projects/ppi4waste/d4.3/"),
    "commitments": ("wp4.lead", "/projects/ppi4waste/groups/bulky-waste/commitments/"),
    "feasibility": ("wp4.lead", "/projects/ppi4waste/groups/bulky-waste/plan/financing/"),
    "training": ("iclei", "/projects/ppi4waste/trainings/zagreb/"),
    "reminders": ("coordinator", "/projects/ppi4waste/reminders/"),
}

with sync_playwright() as playwright:
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
    for name, (account, path) in PICTURES.items():
        page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        page.goto(f"{PORTAL}/accounts/login/")
        page.get_by_label("E-mail address").fill(f"{account}@ppi4waste.example")
        page.get_by_label("Password").fill("ppi-demo")
        page.get_by_role("button", name="Log in", exact=True).first.click()
        page.wait_for_url(lambda url: "login" not in url)
        page.goto(f"{PORTAL}{path}")
        page.screenshot(path=HERE / f"{name}.png")
        page.close()
    browser.close()
