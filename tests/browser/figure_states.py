"""Pages of figures in their states."""

from typing import Any

from playwright.sync_api import Page, Response

from tests.browser.acts import Act, send
from tests.browser.state import BARE, CONFLICT, ERRORS, State

BAD_FILE = "AGS;Ort;Jahr\r\n05999999;Atlantis;2024\r\n"


def first_figure(text: str, *, versions: str | None = None, code: str = "") -> Act:
    """Return the act of typing into the first field of figures, or the first of one figure, and sending the form."""

    def act(page: Page) -> Response | None:
        ending = f"[name$={code}]" if code else ""
        name = page.locator(f"main form [name^=wert-]{ending}").first.get_attribute("name")
        hidden = {} if versions is None else {"versions": versions}
        return send("main form input[name=versions]", {name: text} | hidden)(page)  # type: ignore[dict-item]

    return act


def upload(change: bool) -> Act:
    """Return the act of choosing a file: one full of mistakes, or the fill-in form as it came."""

    def act(page: Page) -> Response | None:
        content = BAD_FILE.encode()
        if change:
            link = page.locator("main a[href*='vorlage']").first.get_attribute("href")
            content = page.context.request.get(page.place.url + link).body()  # type: ignore[attr-defined]
        name = "kennzahlen.xlsx" if change else "kennzahlen.csv"
        page.set_input_files(
            "main input[type=file]",
            {"name": name, "mimeType": "application/octet-stream", "buffer": content},
        )
        with page.expect_navigation() as moved:
            page.locator("main form[enctype] button").click()
        return moved.value

    return act


def figure_pages() -> list[State]:
    """Figures of a place, the yearly collection, import, plausibility; and the form of an office."""
    lead: dict[str, Any] = {"who": "team_lead"}
    office: dict[str, Any] = {"who": "anonymous"}
    edit: dict[str, Any] = {**lead, "about": "figures before"}
    wrong: dict[str, Any] = {"state": "errors", "status": 422}
    email = "main form[action$='senden/'] input[name=email]"
    explanation = "main form textarea[name=text]"
    return [
        *[State("profile:profile", who, "figures") for who in ("case_manager", "team_lead")],
        State("profile:profile", **lead, about="district figures"),
        State("profile:year_edit", **edit),
        State("profile:year_edit", **edit, **wrong, act=first_figure("12.44")),
        State(
            "profile:year_edit",
            **edit,
            **CONFLICT,
            act=first_figure("96", versions="", code="flueag_fulfilment_percent"),
        ),
        State("profile:collection", **lead),
        State("profile:collection", **lead, **ERRORS),
        State("profile:collection", **lead, **BARE),
        State("profile:round", **lead, about="round"),
        State("profile:round", **lead, about="round", **wrong, act=send(email, {"email": "kein"})),
        State("profile:import", **lead),
        State("profile:import", **lead, **ERRORS),
        State("profile:import", **lead, state="bad file", act=upload(change=False), status=422),
        State("profile:import", **lead, state="preview", act=upload(change=True)),
        State("profile:findings", **lead),
        State("profile:findings", **lead, **wrong, act=send(explanation, {"text": ""})),
        State("profile:findings", **lead, **BARE),
        State("profile:year_edit", **edit, state="doubt", status=422, act=first_figure("54.000")),
        *[State("profile:indicators", who) for who in ("case_manager", "team_lead")],
        State("profile:indicators", **lead, **BARE),
        State("profile:indicator_new", **lead),
        State("profile:indicator_new", **lead, **ERRORS),
        State("profile:indicator_edit", **lead, about="indicator"),
        State("profile:office_new", **lead),
        State("profile:office_new", **lead, **ERRORS),
        State("profile:office_edit", **lead, about="source office"),
        *[
            State("figures:answer", **office, about=f"{state} figures")
            for state in ("new", "answered", "wide")
        ],
        State("figures:answer", **office, about="new figures", **wrong, act=first_figure("12.44")),
        State(
            "figures:answer",
            **office,
            about="new figures",
            **CONFLICT,
            act=send("main form input[name=seen]", {"seen": "gestern"}),
        ),
        State("figures:answer", **office, about="wrong figures", state="refused", status=404),
    ]


#: Addresses that answer a POST with the page of another address, or that are no page.
FIGURE_FILES = {
    "profile:export": "a file",
    "profile:export_all": "a file",
    "profile:import_template": "a file",
    "profile:import_apply": "a button on the preview of an import",
    "profile:round_close": "a button on the page of a round",
    "profile:round_prolong": "a form on the page of a round",
    "profile:request_send": "a form on the page of a round",
    "profile:indicator_use": "a button on the page of a figure",
    "profile:round_widen": "a button on the page of a round",
    "profile:request_hand_on": "a button on the page of a round",
    "profile:request_renew": "a button on the page of a round",
}
