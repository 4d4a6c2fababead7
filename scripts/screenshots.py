"""Pictures of every page at 390 and 1280 px, light and dark, into .screenshots/; and the README's picture.

To be looked at before a change is called done. Runs the real server with made-up submissions.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.serving import CHROMIUM_FLAGS, ROOT, Server
from tests.journeys.given import Patient, danger_answers, healthy_answers, shipped_set
from tests.journeys.watching import Watch

FOLDER = ROOT / ".screenshots"
PICTURE = ROOT / "docs" / "pictures" / "journeys.png"
WIDTHS = (390, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PASSWORD = "five made up words here"  # noqa: S105 (of an account that lives as long as this run)
TALL = 1600
PHONE_SHAPE, DESKTOP_SHAPE = 2.1, 0.72
"""Height by width of what the README's picture shows of a page."""
Shoot = Callable[[str], None]


def main() -> None:
    """Take them all, and say where they are."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data")
        command = [sys.executable, "-m", "screening", "demo"]
        subprocess.run(command, cwd=ROOT, env=server.environment, check=True)
        with server, sync_playwright() as playwright:
            chromium = os.environ.get("CHROMIUM") or None
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
            _make_account(browser, server.invite_link)
            for width in WIDTHS:
                for scheme in SCHEMES:
                    _shoot_all(browser, server.url, width, scheme)
            browser.close()
    _compose()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.name}/")


def _make_account(browser: Browser, link: str) -> None:
    page = browser.new_page()
    page.goto(link)
    for name, text in (("display", "Dr Lee"), ("name", "lee"), ("password", PASSWORD), ("again", PASSWORD)):
        page.fill(f"[name={name}]", text)
    page.click("button")
    page.wait_for_url("**/sign-in")
    page.close()


def _shoot_all(browser: Browser, url: str, width: int, scheme: Literal["light", "dark"]) -> None:
    context = browser.new_context(viewport={"width": width, "height": TALL}, color_scheme=scheme)
    page = context.new_page()

    def shoot(name: str) -> None:
        page.wait_for_timeout(400)  # the last frame of the page's own settling
        page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png")

    patient = Patient(page, url, Watch(url))
    _shoot_danger(patient, shoot)
    page.goto(f"{url}/new")
    shoot("new-form")
    page.click("button")
    _shoot_form(patient, shoot)
    _shoot_staff(page, url, shoot)
    context.close()


def _shoot_danger(patient: Patient, shoot: Shoot) -> None:
    urgency = shipped_set().urgencies[-1].id
    first = shipped_set().sections[0]
    answers = danger_answers(shipped_set(), urgency)
    patient.starts()
    urgent = next(q for q in first.questions if answers.get(q.id) != healthy_answers().get(q.id))
    patient.answers(urgent.id, answers[urgent.id])
    patient.page.locator("section.card").wait_for()
    shoot("card")


def _shoot_form(patient: Patient, shoot: Shoot) -> None:
    patient.opens()
    patient.button("nav.start").wait_for()
    shoot("start")
    for name in ("about", "privacy"):
        patient.opens_page(name)
        patient.button("nav.back").wait_for()
        shoot(name)
    patient.starts()
    patient.continues()
    patient.page.locator(".mistakes").wait_for()
    shoot("mistakes")
    answers = healthy_answers()
    for section in shipped_set().sections:
        patient.fills_in(section.id, answers)
        shoot(f"section-{section.id}")
        patient.continues()
    patient.button("check.send").wait_for()
    shoot("check")
    patient.sends()
    shoot("result")


def _shoot_staff(page: Page, url: str, shoot: Shoot) -> None:
    page.goto(f"{url}/sign-in")
    shoot("sign-in")
    page.fill("[name=name]", "lee")
    page.fill("[name=password]", PASSWORD)
    page.click("button")
    row = page.get_by_role("button", name=re.compile(r"^[A-Z]{2}-"))
    row.first.wait_for()
    shoot("queue")
    row.nth(2).click()
    page.get_by_role("heading", level=1).first.wait_for()
    page.wait_for_timeout(1000)
    shoot("submission")
    page.goto(f"{url}/staff?page=account")
    page.wait_for_timeout(1500)
    shoot("account")


def _compose() -> None:
    """The README's picture: two pages of the form, the queue and a submission."""
    names = ("section-safety-390-light", "result-390-light", "queue-1280-light", "submission-1280-light")
    height = 900
    pictures = []
    for name in names:
        whole = Image.open(FOLDER / f"{name}.png").convert("RGB")
        tall = round(whole.width * (PHONE_SHAPE if whole.width == WIDTHS[0] else DESKTOP_SHAPE))
        part = whole.crop((0, 0, whole.width, min(whole.height, tall)))
        pictures.append(part.resize((round(part.width * height / part.height), height)))
    gap = 24
    width = sum(picture.width for picture in pictures) + gap * (len(pictures) + 1)
    sheet = Image.new("RGB", (width, height + 2 * gap), "#C9D6D8")
    left = gap
    for picture in pictures:
        sheet.paste(picture, (left, gap))
        left += picture.width + gap
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    sheet.resize((sheet.width // 2, sheet.height // 2)).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
