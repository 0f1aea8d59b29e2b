"""Every page in every state and language, wide and narrow: no barriers, nothing cut off, nothing from elsewhere."""

import tomllib
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from kim.core import dates
from kim.districts.models import District
from kim.public.languages import language_codes
from tests.access.probing import pages
from tests.browser.auditing import UNFOLD, barriers_on, faults_of_frame, pale_text_on
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
