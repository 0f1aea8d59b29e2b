"""Every page in every state and language, wide and narrow: no barriers, nothing cut off, nothing from elsewhere."""

import tomllib
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from kim.core import dates
from kim.districts.models import District
from kim.public.languages import language_codes
from tests.access.probing import pages
from tests.browser.auditing import (
    COVERED,
    CUT_OFF,
    MOVING,
    PINNED,
    SPACED,
    UNFOLD,
    barriers_on,
    faults_of_frame,
    pale_text_on,
    sideways,
)
from tests.browser.places import WARENDORF, Windows, installations
from tests.browser.states import NO_PAGE, all_states

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
#: As the product itself decides it: what the district wants and what is translated.
LANGUAGES = language_codes(District(policy_data=tomllib.loads(WARENDORF.read_text())["policy"]))
RIGHT_TO_LEFT = {"ar", "fa"}
#: Language and direction change neither colours nor what is shown: these two stand for all on the wide screen.
LOOKED_AT_CLOSELY = {"de", "ar"}
STATES = all_states(LANGUAGES)
PARTS = {page.name: page.parts for page in pages()}


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    made = installations(tmp_path_factory.mktemp("pages"))
    yield made
    for place in made.values():
        place.stop()


@pytest.fixture(scope="module")
def windows(chromium, places):
    made = Windows(chromium, places)
    yield made
    made.close()


def address(state, facts):
    """Return where a state is found."""
    known = {"district": facts["district"], "language": state.language, **facts["parts"].get(state.about, {})}
    month = dates.today().replace(day=1) - timedelta(days=1)
    path = reverse(state.page, kwargs={part: known[part] for part in PARTS[state.page]})
    return path + state.query.format(month=f"{month:%Y-%m}")


def open_state(page, state, facts):
    """Open a page, do what makes its state, and say how it answered."""
    page.set_viewport_size(WIDE)
    response = page.goto(address(state, facts))
    if state.act is not None:
        response = state.act(page)
    elif urlsplit(page.url).path != urlsplit(address(state, facts)).path:
        return 302
    return response.status if response else 0


def test_every_page_is_looked_at():
    looked_at = {state.page for state in STATES}

    assert sorted(looked_at | set(NO_PAGE)) == sorted(PARTS)
    assert not looked_at & set(NO_PAGE)


def test_every_language_is_looked_at(places):
    offered = places["lively"].ask(
        "from kim.public.languages import offered_languages\n"
        "answer = [language.code for language in offered_languages(district)]"
    )

    assert offered == LANGUAGES


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_page_has_no_barriers_and_fits(windows, places, state):
    page = windows.of(state.where, state.who)
    status = open_state(page, state, places[state.where].facts)
    frame = (state.language, "rtl" if state.language in RIGHT_TO_LEFT else "ltr")
    found = [] if status == state.status else [f"answered {status}"]

    found += faults_of_frame(page, *frame)
    if state.language in LOOKED_AT_CLOSELY:
        found += barriers_on(page)
    page.set_viewport_size(NARROW)
    page.evaluate(UNFOLD)
    found += [f"narrow, {line}" for line in faults_of_frame(page, *frame) + barriers_on(page)]
    if state.language in LOOKED_AT_CLOSELY:
        found += pale_text_on(page)

    assert found + page.watch.taken(state.status) == [], "\n".join(found)


@pytest.mark.parametrize("width", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize(
    "page", ["/", "/konto/anmelden/", "/warendorf/", "/warendorf/faelle/", "/warendorf/ar/"]
)
def test_colours_are_readable_on_every_screen(windows, page, width):
    window = windows.of("lively", "case_manager" if page.startswith("/warendorf/") else "anonymous")
    window.set_viewport_size(width)
    window.goto(page)

    assert pale_text_on(window) == []
    window.watch.taken(200)


def test_what_is_wrong_is_found(windows):
    page = windows.open("lively", "anonymous")
    page.goto("/konto/anmelden/")
    assert faults_of_frame(page) + barriers_on(page) + pale_text_on(page) == []
    page.evaluate(
        """() => {
          document.querySelector("main").insertAdjacentHTML("beforeend",
            '<img src="/static/kim/icon.svg"><h1 id="inhalt">Noch eine</h1><p class="pale">Kaum zu lesen</p>');
          document.querySelector(".pale").style.cssText = "color: #bbb; width: 200vw";
          console.error("Da fehlt etwas");
          fetch("http://elsewhere.invalid/").catch(() => {});
        }"""
    )
    page.wait_for_timeout(100)

    found = " ".join(faults_of_frame(page, "ar", "rtl") + barriers_on(page) + pale_text_on(page))
    for fault in (
        "image-alt",
        "color-contrast",
        "headings: 2",
        "twice: ['inhalt']",
        "styled:",
        "scrolls sideways",
    ):
        assert fault in found
    assert "lang: de" in found
    assert "dir: ltr" in found
    said = " ".join(page.watch.taken(200))
    assert "Da fehlt etwas" in said
    assert "elsewhere.invalid" in said


#: The pages of the main job, by who opens them and the address.
CORE = [
    ("case_manager", "/warendorf/"),
    ("case_manager", "/warendorf/anfragen/"),
    ("case_manager", "/warendorf/anfragen/{new request}/"),
    ("case_manager", "/warendorf/faelle/"),
    ("case_manager", "/warendorf/faelle/{case}/"),
    ("case_manager", "/warendorf/faelle/neu/"),
    ("team_lead", "/warendorf/zahlen/"),
    ("anonymous", "/warendorf/ar/"),
    ("anonymous", "/konto/anmelden/"),
]
core_pages = pytest.mark.parametrize(("who", "path"), CORE, ids=[path for _, path in CORE])


def core_page(windows, who, path, **options):
    """Open a page of the main job in a new window."""
    window = windows.open("lively", who, **options)
    known = {name: next(iter(parts.values())) for name, parts in window.place.facts["parts"].items() if parts}
    window.goto(path.format(**known))
    return window


@core_pages
def test_page_can_be_used_at_four_times_the_size(windows, who, path):
    page = core_page(windows, who, path, viewport={"width": 320, "height": 256}, reduced_motion="reduce")

    assert page.evaluate(PINNED) == []
    assert sideways(page) == 0
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(COVERED) == ""


@core_pages
def test_text_may_be_set_wider(windows, who, path):
    page = core_page(windows, who, path, viewport=NARROW)
    page.evaluate(SPACED)

    assert sideways(page) == 0
    assert page.evaluate(CUT_OFF) == []


@core_pages
def test_nothing_moves_when_motion_is_unwanted(windows, who, path):
    page = core_page(windows, who, path, reduced_motion="reduce")

    assert page.evaluate(MOVING) == []


PAPER = {"width": 673, "height": 980}  # 178 mm between the margins of a sheet


@pytest.mark.parametrize(
    ("who", "path", "stays"),
    [
        ("team_lead", "/warendorf/zahlen/", "table"),
        ("team_lead", "/warendorf/faelle/", "table"),
        ("team_lead", "/warendorf/verwaltung/loeschungen/", "table"),
        ("case_manager", "/warendorf/faelle/{case}/", ".history"),
        ("anonymous", "/warendorf/ar/anfrage/{proposed link}/", ".appointment"),
    ],
)
def test_paper_shows_the_content_and_nothing_to_press(windows, who, path, stays):
    page = core_page(windows, who, path, viewport=PAPER)
    page.emulate_media(media="print")

    for gone in (
        ".top-bar",
        ".side-nav",
        ".menu",
        ".skip-link",
        ".kern-btn",
        ".filter-bar",
        "form[method=post]",
    ):
        assert page.locator(gone).locator("visible=true").count() == 0, gone
    assert page.locator("h1").is_visible()
    assert page.locator(stays).first.is_visible()
    assert sideways(page) == 0


def test_menus_can_be_opened_without_a_script(windows):
    page = core_page(windows, "case_manager", "/warendorf/", java_script_enabled=False, viewport=NARROW)
    assert not page.locator(".side-nav").is_visible()
    page.locator(".menu summary").click()
    page.get_by_role("link", name="Fälle").click()
    page.wait_for_url("**/faelle/")
    page.locator(".person summary").click()

    assert page.get_by_role("button", name="Abmelden").is_visible()


def test_an_appointment_can_be_asked_for_without_a_script(windows):
    page = windows.open("lively", "anonymous", java_script_enabled=False, viewport=NARROW)
    page.goto("/warendorf/de/")
    page.select_option("select[name=ort]", index=2)
    page.get_by_label("Name").fill("Sevgi Vorlagova")
    page.get_by_role("button", name="Zeigen").click()
    assert page.locator(".responsible .card").is_visible()
    assert page.get_by_label("Name").input_value() == "Sevgi Vorlagova"
    page.get_by_label("Telefon oder E-Mail").fill("00000 50077")
    page.get_by_role("button", name="Anfrage senden").click()

    page.wait_for_url("**/anfrage/**")
    assert page.get_by_role("heading", level=1).inner_text() == "Ihre Anfrage ist angekommen"


def test_a_case_can_be_worked_on_without_a_script(windows):
    page = core_page(windows, "case_manager", "/warendorf/", java_script_enabled=False)
    page.get_by_label("Fall oder Person suchen").fill("Parisa")
    page.get_by_role("button", name="Suchen").first.click()
    page.locator("a.work-row__title").first.click()
    page.get_by_label("Wohnen", exact=True).check()
    page.get_by_label("Was war wichtig?").fill("Ohne Skript eingetragen.")
    page.get_by_role("button", name="Speichern").click()
    assert page.get_by_text("Die Beratung ist eingetragen.").is_visible()
    page.get_by_role("link", name="Fälle").first.click()
    page.get_by_label("Konstellation").select_option("case_management")
    page.get_by_role("button", name="Anzeigen").click()

    assert "track=case_management" in page.url
    assert page.locator("a.work-row__title", has_text="Parisa").is_visible()


@pytest.mark.parametrize("width", [NARROW, WIDE], ids=["narrow", "wide"])
def test_the_menu_of_a_person_has_no_barriers(windows, width):
    page = core_page(windows, "case_manager", "/warendorf/", viewport=width)
    page.locator(".person summary").click()

    assert page.get_by_role("button", name="Abmelden").is_visible()
    assert faults_of_frame(page) + barriers_on(page) + pale_text_on(page) == []


def test_the_page_of_a_broken_server_has_no_barriers(windows):
    page = windows.open("lively", "anonymous", viewport=NARROW)
    page.route(
        "**/broken/", lambda route: route.fulfill(body=render_to_string("500.html"), content_type="text/html")
    )
    page.goto("/broken/")

    assert page.evaluate("document.styleSheets.length") == 1
    assert faults_of_frame(page) + barriers_on(page) + pale_text_on(page) == []
