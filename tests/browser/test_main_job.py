"""The main job from the first request to the deleted case, on the real packs, through the browser.

The clock of the installation is moved between the acts; at night `run_retention` and the month's end run as they do in
production. What a person said is looked for in every file of the installation afterwards.
"""

import re
import shutil
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.browser.installation import ROOT, Installation
from tests.drills.scanner import Haystack

PACKS = sorted((ROOT / "districts").glob("*.toml"))
CANARIES = {
    "name": "Zebrafinka Kanarienova",
    "contact": "00000 7391846",
    "wish": "Donnerstagfrühkanari",
    "note": "Wohnungskanarienvermerk",
    "view": "Sichtkanarienwunsch",
}
PASSWORD = "kim-zum-ausprobieren"


@pytest.fixture(params=PACKS, ids=lambda pack: pack.stem)
def installation(request, tmp_path):
    """A district with its team, served."""
    made = Installation(tmp_path, request.param)
    made.slug = request.param.stem
    made.start()
    yield made
    made.stop()


@pytest.fixture
def act(installation, chromium):
    """Open pages of the installation; a person keeps one browser window through all acts."""
    contexts = []

    def open_window():
        context = chromium.new_context(base_url=installation.url, locale="de-DE")
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


def on_duty(installation):
    """Return a place that has a case manager of its own and that person's address."""
    return installation.ask(
        "from kim.accounts.models import Responsibility\n"
        "duty = Responsibility.objects.filter(membership__role='case_manager').select_related('membership__user', "
        "'municipality').order_by('municipality__ags', 'pk').first()\n"
        "answer = [duty.municipality.ags, duty.municipality.name, duty.membership.user.email]"
    )


def sign_in(page, address):
    page.goto("/start/")
    if "anmelden" not in page.url:
        return
    page.fill("input[name=login]", address)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "anmelden" not in url)


def ask_for_appointment(page, slug, ags):
    """Ask in Arabic, on a phone; return the secret link."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/{slug}/ar/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.select_option("select[name=ort]", ags)
    page.fill("input[name=name]", CANARIES["name"])
    page.fill("input[name=contact]", CANARIES["contact"])
    page.fill("input[name=wish]", CANARIES["wish"])
    page.locator("form button.kern-btn--primary").last.click()
    page.wait_for_url("**/anfrage/**")
    return page.url


def offer_appointment(page, slug, place, day):
    page.goto(f"/{slug}/")
    page.get_by_role("link", name=f"Terminanfrage {place}").first.click()
    page.get_by_label("Datum").fill(f"{day:%d.%m.%Y}")
    page.get_by_label("Uhrzeit").fill("10:00")
    page.get_by_label("Ort", exact=True).fill("Rathaus")
    with page.expect_navigation():
        page.get_by_role("button", name="Vorschlagen").click()


def accept_appointment(page, link):
    page.goto(link)
    with page.expect_navigation():
        page.locator("button[name=antwort][value=annehmen]").click()
    assert page.locator("button[name=antwort][value=annehmen]").count() == 0


def open_case(page, slug):
    """Turn the request into a case and return its address."""
    page.goto(f"/{slug}/anfragen/?stand=termine")
    page.get_by_role("link", name="Termine").click()
    page.locator("a.work-row__title").first.click()
    page.get_by_role("link", name="Erstkontakt eintragen").click()
    page.get_by_label("Case Management", exact=True).check()
    page.get_by_role("button", name="Speichern").click()
    page.wait_for_url(re.compile(r"/faelle/[A-Z]+-\d\d-\d+/$"))
    return page.url.removeprefix(page.url.split("/" + slug + "/")[0])


def record_consultation(page, case):
    page.goto(case)
    page.get_by_label("Wohnen", exact=True).check()
    page.get_by_label("Was war wichtig?").fill(CANARIES["note"])
    page.get_by_label("Wie sehen es die Klientinnen und Klienten?").fill(CANARIES["view"])
    entries = page.locator(".history__entry", has_text=CANARIES["note"]).count()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.locator(".history__entry", has_text=CANARIES["note"]).count() == entries + 1


def month_table(page, slug, month):
    """Return the cells of the month's tables as text."""
    page.goto(f"/{slug}/zahlen/?monat={month:%Y-%m}")
    return page.locator("table").all_inner_texts()


LIVE_THROUGH = """
from datetime import timedelta
from django.core.management import call_command
from kim.cases.models import Case
from kim.core import dates
answer, now = [], dates.now()
for days in {days}:
    now += timedelta(days=days)
    with dates.moved_clock(now):
        call_command("run_jobs", once=True, stdout=open(os.devnull, "w"))
    answer.append(list(Case.objects.values_list("status", "closes_on", "delete_on")))
"""


def nights(installation, *days):
    """Let time pass and the nightly jobs run, each some days after the one before; return the cases after each."""
    installation.stop()
    states = installation.ask(LIVE_THROUGH.format(days=list(days)))
    installation.move_clock(sum(days))
    return states


def months(days):
    """Return a long time in steps after which no person is asked: at least every two months a run."""
    return [60] * (days // 60) + [days % 60]


def case_state(installation):
    return installation.ask(
        "from kim.cases.models import Case\n"
        "answer = list(Case.objects.values_list('status', 'closes_on', 'delete_on'))"
    )


def copy_database(installation, name, target):
    """Take a backup by the database's own means."""
    with sqlite3.connect(installation.folder / name) as source, sqlite3.connect(target) as copy:
        source.backup(copy)


def days_until(day, installation):
    return (date.fromisoformat(day) - installation.today()).days


def first_act(installation, person, manager):
    """From the request to a counselled case; return the case's address and the day it was opened."""
    slug = installation.slug
    ags, place, address = on_duty(installation)
    today = installation.today()
    link = ask_for_appointment(person, slug, ags)
    sign_in(manager, address)
    offer_appointment(manager, slug, place, today + timedelta(days=2))
    accept_appointment(person, link)
    case = open_case(manager, slug)
    record_consultation(manager, case)
    installation.move_clock(20)
    installation.start()
    record_consultation(manager, case)
    return case, today, place


def second_act(installation, manager):
    """Silence: warned, open to the last day, closed the night after, archived."""
    [[status, closes_on, _]] = case_state(installation)
    assert status == "active"
    installation.move_clock(days_until(closes_on, installation) - 5)
    installation.start()
    manager.goto(f"/{installation.slug}/")
    assert "Schließt sich bald" in manager.content()
    seen = [(status, delete_on is not None) for [[status, _, delete_on]] in nights(installation, 5, 1, 14)]
    assert seen == [("active", False), ("closed", False), ("archived", True)]


def third_act(installation, manager, case):
    """Taken up again, silent again, closed and archived again."""
    installation.start()
    manager.goto(case)
    with manager.expect_navigation():
        manager.get_by_role("button", name="Wieder aufnehmen").click()
    [[status, closes_on, delete_on]] = case_state(installation)
    assert (status, delete_on) == ("active", None)
    [[status, _, delete_on]] = nights(installation, *months(days_until(closes_on, installation) + 1), 14)[-1]
    assert status == "archived"
    return delete_on


def last_act(installation, delete_on):
    """The day of deletion: held back because the clock jumped, then confirmed by a person."""
    assert len(nights(installation, *months(days_until(delete_on, installation)))[-1]) == 1
    assert "Angehalten: 1" in installation.manage("run_retention")
    confirmed = ("--confirm-day", f"{installation.today()}", "--confirm-count", "1")
    installation.manage("run_retention", "--apply", "--district", installation.slug, *confirmed)
    assert case_state(installation) == []


def test_from_the_first_request_to_the_deleted_case(installation, act, tmp_path_factory):
    person, manager = act(), act()
    case, month, place = first_act(installation, person, manager)
    second_act(installation, manager)
    delete_on = third_act(installation, manager, case)
    backup = tmp_path_factory.mktemp("backup") / "kim.sqlite3"
    copy_database(installation, "kim.sqlite3", backup)
    installation.start()
    before = month_table(manager, installation.slug, month)
    assert any(place in table for table in before)

    last_act(installation, delete_on)

    installation.start()
    assert month_table(manager, installation.slug, month) == before
    assert manager.goto(case).status == 404
    installation.stop()
    assert Haystack([installation.folder]).find(CANARIES) == []
    restore_and_open(installation, backup)


def restore_and_open(installation, backup: Path):
    """An older backup of the main database opens with none of today's keys."""
    for leftover in installation.folder.glob("kim.sqlite3*"):
        leftover.unlink()
    shutil.copy(backup, installation.folder / "kim.sqlite3")
    answer = installation.ask(
        "from kim.cases.models import CaseMember\n"
        "from kim.core.sealing import KeyDestroyed, open_sealed\n"
        "members = list(CaseMember.objects.select_related('client'))\n"
        "try:\n"
        "    open_sealed([member.client for member in members])\n"
        "    answer = 'readable'\n"
        "except KeyDestroyed:\n"
        "    answer = f'{len(members)} unreadable'"
    )
    assert answer == "1 unreadable"
