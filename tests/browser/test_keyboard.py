"""The main job by keyboard alone: no mouse, no focus set by a script, and at every stop the focus is seen."""

import re
from datetime import timedelta

import pytest

from tests.browser.installation import Installation
from tests.browser.keyboard import Keyboard, sign_in
from tests.browser.places import WARENDORF

STOPS = [
    *(
        "/",
        "/warendorf/ar/",
        "/warendorf/de/verzeichnis/",
        "/konto/zweiter-faktor/",
        "/konto/passwort/aendern/",
    ),
    *(
        "/warendorf/",
        "/warendorf/faelle/",
        "/warendorf/faelle/neu/",
        "/warendorf/anfragen/",
        "/warendorf/suche/",
    ),
    *("/warendorf/zahlen/", "/warendorf/netzwerk/", "/warendorf/verwaltung/team/"),
]
IN_ERRORS = "document.activeElement.matches('.error-summary')"


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """A district with its team, served."""
    made = Installation(tmp_path_factory.mktemp("keyboard"), WARENDORF)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def on_duty(installation):
    """Return a place that has one case manager, the number of steps to it in the list, and that person's address."""
    return installation.ask(
        "from kim.accounts.models import Responsibility\n"
        "from kim.districts.models import Municipality\n"
        "duties = Responsibility.objects.filter(membership__role='case_manager').select_related('membership__user')\n"
        "count = lambda row: duties.filter(municipality=row.municipality_id).count()\n"
        "duty = next(row for row in duties.order_by('pk') if count(row) == 1)\n"
        "places = list(Municipality.objects.order_by('name').values_list('name', flat=True))\n"
        "answer = [duty.municipality.name, places.index(duty.municipality.name) + 1, duty.membership.user.email]"
    )


def ask_for_appointment(keys, steps):
    """Ask in Arabic: first with nothing filled in, then as the list of errors leads."""
    page = keys.page
    page.goto("/warendorf/ar/")
    keys.skip()
    keys.to("", tag="button")
    assert keys.leave_by("Enter").status == 422
    assert page.evaluate(IN_ERRORS)
    keys.press("Tab")
    assert keys.press("Enter")["group"] == "ort"
    with page.expect_response(lambda response: "ort=" in response.url):
        keys.press("ArrowDown", steps)
    page.locator("#zustaendig .card").wait_for()
    keys.to("", group="name")
    keys.type("ليلى المثال")
    keys.to("", group="contact")
    keys.type("00000 51515")
    keys.to("", tag="button")
    keys.leave_by("Enter")
    page.wait_for_url("**/anfrage/**")


def offer_appointment(keys, place, day):
    """Open the request from the start page and offer a day; the first try forgets the time."""
    keys.skip()
    keys.to(f"Terminanfrage {place}", tag="a")
    keys.leave_by("Enter")
    keys.skip()
    keys.to("Datum")
    keys.type(f"{day:%d.%m.%Y}")
    keys.to("Vorschlagen")
    assert keys.leave_by("Enter").status == 422
    assert keys.page.evaluate(IN_ERRORS)
    keys.press("Tab")
    assert keys.press("Enter")["name"] == "Uhrzeit"
    keys.type("10:30")
    keys.to("Ort")
    keys.type("Rathaus, Zimmer 3")
    keys.to("Vorschlagen")
    keys.leave_by("Enter")
    assert keys.page.get_by_text("Der Termin ist vorgeschlagen.").is_visible()


def accept_appointment(keys):
    keys.page.reload()
    keys.skip()
    keys.to("", tag="button", group="antwort")
    keys.leave_by("Enter")
    assert keys.page.locator("button[value=annehmen]").count() == 0


def open_case(keys):
    """Turn the request into a case: the outcome by arrows."""
    keys.to("Anfragen", tag="a")
    keys.leave_by("Enter")
    keys.to("Termine", tag="a")
    keys.leave_by("Enter")
    keys.skip()
    keys.to("ليلى المثال", tag="a")
    keys.leave_by("Enter")
    keys.skip()
    keys.to("Erstkontakt eintragen")
    keys.leave_by("Enter")
    keys.skip()
    keys.to("", group="outcome")
    assert keys.press("ArrowDown", 4)["name"] == "Case Management"
    keys.to("Speichern")
    keys.leave_by("Enter")
    return re.search(r"[A-Z]+-\d\d-\d+", keys.page.url)[0]


def record_consultation(keys):
    """Write down a consultation: topics by the space bar, saved by Ctrl+Enter."""
    keys.skip()
    keys.to("Wohnen")
    keys.page.keyboard.press("Space")
    keys.to("Sprache")
    keys.page.keyboard.press("Space")
    keys.to("Was war wichtig?")
    keys.type("Ohne Maus eingetragen.")
    keys.to("Wie sehen es")
    keys.type("Ist einverstanden.")
    keys.leave_by("Control+Enter")
    entry = keys.page.locator(".history__entry", has_text="Ohne Maus eingetragen.")
    assert "Wohnen" in entry.inner_text()
    assert "Sprache" in entry.inner_text()


def find_by_slash(keys, number):
    """Search from anywhere: `/` leads into the field, Enter to the case."""
    assert keys.press("/")["id"] == "suche"
    keys.type(number)
    keys.leave_by("Enter")
    assert keys.page.url.endswith(f"/faelle/{number}/")


def prolong(keys):
    keys.skip()
    keys.to("Verlängern")
    keys.leave_by("Enter")
    keys.skip()
    keys.to("Warum soll der Fall offen bleiben?")
    keys.type("Der Kurs beginnt erst später.")
    keys.to("Verlängern")
    keys.leave_by("Enter")
    assert keys.page.get_by_text("Die Frist ist verlängert.").is_visible()


def close(keys):
    keys.skip()
    keys.to("Fall abschließen")
    keys.leave_by("Enter")
    keys.skip()
    keys.to("", group="reason")
    assert keys.press("ArrowDown")["name"] == "Ziele teilweise erreicht"
    keys.to("Fall abschließen", tag="button")
    keys.leave_by("Enter")
    assert keys.page.get_by_text("Der Fall ist abgeschlossen.").is_visible()


def test_the_main_job_needs_no_mouse(installation, keyboard, on_duty):
    place, steps, address = on_duty
    person, manager = keyboard(), keyboard()
    ask_for_appointment(person, steps)
    sign_in(manager, address)
    offer_appointment(manager, place, installation.today() + timedelta(days=3))
    accept_appointment(person)
    number = open_case(manager)
    record_consultation(manager)
    installation.move_clock(40)
    installation.start()
    later = keyboard()
    sign_in(later, address)
    find_by_slash(later, number)
    prolong(later)
    close(later)


def test_menus_open_and_close_by_keys(keyboard, on_duty):
    keys = keyboard()
    sign_in(keys, on_duty[2])
    keys.to("", tag="summary")
    keys.press("Enter")
    assert keys.page.get_by_role("button", name="Abmelden").is_visible()
    keys.to("Abmelden")
    assert keys.press("Escape")["tag"] == "summary"
    assert not keys.page.get_by_role("button", name="Abmelden").is_visible()
    keys.page.set_viewport_size({"width": 320, "height": 640})
    assert keys.to("Menü")["tag"] == "summary"
    keys.press("Space")
    keys.to("Fälle", tag="a")
    keys.leave_by("Enter")
    assert keys.page.url.endswith("/faelle/")


def test_a_slash_in_a_field_stays_a_slash(keyboard, on_duty):
    keys = keyboard()
    sign_in(keys, on_duty[2])
    keys.page.goto("/warendorf/faelle/neu/")
    keys.skip()
    keys.to("Vorname")
    keys.page.keyboard.type("a/b")

    assert keys.stop()["value"] == "a/b"


def test_every_stop_can_be_seen_from_first_to_last(keyboard, on_duty):
    keys = keyboard()
    sign_in(keys, on_duty[2])
    for path in STOPS:
        keys.page.goto(path)
        stops = []
        while len(stops) < 2 or stops[-1] != "body":
            stops.append(keys.press("Tab")["tag"])
            assert len(stops) < 200, "the focus never leaves the page"


#: What is wrong, and a page on which it is.
SAMPLES = [
    ("has no name", "<button></button>"),
    ("has no name", '<input placeholder="Name">'),
    ("has no name", "<label>Ort</label> <select><option>A</option></select>"),
    ("has no name", '<div tabindex="0" role="region">Text</div>'),
    ("cannot be seen", '<a href="#a" style="outline: 3px solid #eee">A</a>'),
    ("cannot be seen", '<a href="#a" style="outline: 1px solid black">A</a>'),
    ("cannot be seen", '<a href="#a" style="outline: 3px solid black">A</a> <a href="#b">B</a>'),
    ("partly out of sight", '<a href="#a" style="position: fixed; top: -9px; line-height: 20px">A</a>'),
    ("out of sight", '<a href="#a">A</a><p style="position: fixed; inset: 0; background: white">Text</p>'),
    (
        "jumps up",
        '<nav style="display: grid; gap: 9px"><a href="#b" style="order: 2">B</a><a href="#c">C</a></nav>',
    ),
    ("cannot be scrolled", '<div style="overflow: auto; height: 2em"><p style="height: 9em">Text</p></div>'),
    ("never leaves", '<a href="#a" onkeydown="event.preventDefault()">A</a>'),
]
GOOD = """<style>:focus-visible { outline: 3px solid black }</style><h1>Gut</h1>
  <label for="ort">Ort</label> <input id="ort"> <button aria-label="Weiter">→</button> <a href="#a">A</a>
  <div tabindex="0" role="region" aria-label="Tabelle" style="overflow: auto"><p style="width: 300vw">Text</p></div>"""


def faults_of(chromium, content):
    keys = Keyboard(chromium.new_page())
    keys.page.set_content(f"<!DOCTYPE html><body>{content}")
    try:
        keys.walk()
    except AssertionError as caught:
        keys.faults.append(str(caught))
    keys.page.context.close()
    return keys.faults


@pytest.mark.parametrize(("fault", "sample"), SAMPLES)
def test_what_is_wrong_with_a_stop_is_noticed(chromium, fault, sample):
    assert fault in " ".join(faults_of(chromium, sample))


def test_nothing_is_wrong_with_a_good_page(chromium):
    assert faults_of(chromium, GOOD) == []
