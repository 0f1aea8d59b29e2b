"""Chromium for the tests in this folder; a picture of the page is kept in screenshots/ when one fails."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import sync_playwright

from tests.browser.auditing import barriers_on, pale_text_on
from tests.browser.keyboard import Keyboard

FOLDER = Path(__file__).parent
SCREENSHOTS = FOLDER.parents[1] / "screenshots"
MISSING = "No Chromium here. Please run as root: apt-get install --no-install-recommends chromium"
PAGE = pytest.StashKey()


def pytest_itemcollected(item):
    if FOLDER in item.path.parents:
        item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    page = item.stash.get(PAGE, None)
    if report.when == "call" and report.failed and page:
        SCREENSHOTS.mkdir(exist_ok=True)
        picture = SCREENSHOTS / f"{item.name}.png"
        page.screenshot(path=picture, full_page=True)
        report.sections.append(("Picture", str(picture)))
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """Keep SQLite in files: the server answers several requests at once, each with its own connection."""
    for alias, database in django_settings.DATABASES.items():
        if database["ENGINE"].endswith("sqlite3"):
            database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("databases") / f"{alias}.sqlite3")


@pytest.fixture(scope="session")
def chromium():
    program = shutil.which("chromium")
    if program is None:
        pytest.fail(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(request, chromium, live_server):
    """Open empty pages with settings of their own, e.g. `open_page(viewport=…, java_script_enabled=False)`.

    Whatever the test looks at: no message in the console, no error of a script, no request to elsewhere.
    """
    troubles, contexts = [], []
    home = urlsplit(live_server.url).netloc

    def note_request(asked):
        target = urlsplit(asked.url)
        if target.scheme in {"http", "https", "ws", "wss"} and target.netloc != home:
            troubles.append(f"request to {asked.url}")

    def note_message(message):
        # A page that does not exist is an answer that a test may ask for.
        if message.type in {"error", "warning"} and "status of 404" not in message.text:
            troubles.append(f"console: {message.text}")

    def open_one(**options):
        context = chromium.new_context(
            **{"base_url": live_server.url, "locale": "de-DE", "timezone_id": "Europe/Berlin"} | options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", note_request)
        page.on("console", note_message)
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        request.node.stash[PAGE] = page
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture(scope="session")
def barriers():
    """List what axe-core finds on a page, one line each."""
    return lambda page: barriers_on(page) + pale_text_on(page)


@pytest.fixture
def keyboard(installation, chromium):
    """Sit down at new windows of the module's installation; no stop of any of them was wrong in the end."""
    seats = []

    def sit_down(**options):
        # Without motion a field is in sight at once and looks as it will look.
        context = chromium.new_context(
            base_url=installation.url, locale="de-DE", reduced_motion="reduce", **options
        )
        context.set_default_timeout(20_000)
        seats.append((context, Keyboard(context.new_page())))
        return seats[-1][1]

    yield sit_down
    for context, _ in seats:
        context.close()
    assert [fault for _, keys in seats for fault in keys.faults] == []
