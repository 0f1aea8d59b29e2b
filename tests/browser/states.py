"""Every page of the product in its states: who opens it, about what, what is done there, what it then answers."""

from typing import Any

from tests.browser.acts import (
    ask,
    choose_place,
    empty,
    known_person,
    look_for,
    other_place,
    outdated,
    outdated_member,
    press,
    send,
    sign_in,
    too_often,
    without_cookies,
)
from tests.browser.district_story import KEYS_OWNER
from tests.browser.figure_states import FIGURE_FILES, figure_pages
from tests.browser.network_states import network_pages
from tests.browser.offer_states import OFFER_BUTTONS, offer_pages
from tests.browser.paper_states import PAPER_FILES, paper_pages
from tests.browser.plan_states import PLAN_BUTTONS, plan_pages
from tests.browser.state import BARE, CONFLICT, ERRORS, State

CASE = {"about": "case"}
SUPERVISION = ("team_lead", "coordinator")
CONSULTATION = "main form[data-save-shortcut] textarea[name=note]"


def staff_pages() -> list[State]:
    """Start, search, inbox, figures, network."""
    starts = [State("workspace:start", who) for who in ("case_manager", *SUPERVISION, "assistant", "auditor")]
    lists = [
        State("inbox:request_list", who, query=f"?stand={tab}", state=tab)
        for who, tab in (
            ("case_manager", "offen"),
            ("case_manager", "termine"),
            ("case_manager", "erledigt"),
            ("coordinator", "offen"),
        )
    ]
    month = "?gebiet=kreis-05570&zahl=bestand&monat="
    return [
        *starts,
        State("workspace:start", **BARE),
        State("workspace:search", state="blank"),
        State("workspace:search", **ERRORS),
        State("workspace:search", state="found", act=look_for("Exemplary")),
        State("workspace:search", state="nobody", act=look_for("Qwxyz")),
        *lists,
        *[State("inbox:request_list", query=f"?stand={tab}", **BARE) for tab in ("offen", "erledigt")],
        *[State("monitoring:month_table", who) for who in ("team_lead", "board_member")],
        State(
            "monitoring:month_table",
            "team_lead",
            state="one track, wrong month",
            query="?konstellation=brief_advice&monat=1900-01",
        ),
        State("monitoring:month_table", "board_member", **BARE),
        State("monitoring:figure_cases", query=month + "{month}"),
        State("monitoring:figure_cases", "team_lead", query=month + "{month}"),
        State("network:overview"),
        State("network:overview", "team_lead", **BARE),
        State("network:municipality", about="place", who="team_lead"),
        State("network:exception_new", "team_lead", "hours"),
        State("network:exception_new", "team_lead", "hours", state="errors", act=empty()),
    ]


def agreement_pages() -> list[State]:
    """Agreements, text blocks, Word templates."""
    lead: dict[str, Any] = {"who": "team_lead"}
    draft: dict[str, Any] = {**lead, "about": "agreement draft"}
    due: dict[str, Any] = {**lead, "about": "agreement due"}
    block: dict[str, Any] = {**lead, "about": "block"}
    chosen = "?kind=cooperation&place=kreis"
    made = ("text", "edit", "step", "inform")
    return [
        State("network:agreement_list", **lead),
        State("network:agreement_list", "municipality_contact"),
        State("network:agreement_list", **lead, **BARE),
        State("network:agreement_list", **lead, state="nothing fits", query="?kind=funding&state=ended"),
        State("network:agreement_list", **lead, state="wrong filter", query="?kind=quatsch"),
        State("network:agreement_new", **lead),
        State("network:agreement_new", **lead, state="nothing chosen", query="?kind=quatsch", status=422),
        State("network:agreement_new", **lead, state="draft", query=chosen),
        State("network:agreement_new", **lead, **ERRORS, query=chosen),
        *[State("network:agreement_detail", **about) for about in (draft, due)],
        State("network:agreement_detail", **lead, about="agreement bare", state="no text"),
        State("network:agreement_detail", "municipality_contact", "agreement bare", "to read"),
        State("network:agreement_version", **draft),
        State("network:agreement_differences", **draft),
        State("network:agreement_differences", **draft, state="same", query="?alt=1&neu=1"),
        *[State(f"network:agreement_{name}", **draft) for name in made],
        *[State(f"network:agreement_{name}", **draft, **ERRORS) for name in made],
        State("network:agreement_step", **due, state="review"),
        State(
            "network:agreement_text", **draft, **CONFLICT, act=outdated({"text": "Anders", "change": "Alles"})
        ),
        State("network:agreement_edit", **draft, **CONFLICT, act=outdated({"title": "Anderer Titel"})),
        State("network:block_list", **lead),
        State("network:block_list", **lead, **BARE),
        State("network:block_new", **lead),
        State("network:block_new", **lead, **ERRORS),
        State("network:block_edit", **block),
        State("network:block_edit", **block, **ERRORS),
        State(
            "network:block_edit", **block, **CONFLICT, act=outdated({"heading": "Anders", "body": "Anders"})
        ),
        State("network:template_list", **lead),
        State(
            "network:template_list",
            **lead,
            state="errors",
            act=empty("main form[enctype] select"),
            status=422,
        ),
    ]


def request_pages() -> list[State]:
    """What the team sees of a request."""
    shown = [
        State("inbox:request_detail", about=f"{state} request", state=state)
        for state in ("new", "proposed", "confirmed", "declined", "withdrawn", "done")
    ]
    new = {"about": "new request"}
    values = {"day": "01.01.2000", "clock": "10", "place": "Rathaus"}
    appointment = "form[action$='termin/'] input[name=version]"
    return [
        *shown,
        State("inbox:request_detail", "coordinator", "new request", "without names"),
        State("inbox:request_detail", **new, state="appointment missing", act=empty(appointment), status=422),
        State("inbox:request_detail", **new, state="past", act=send(appointment, values), status=422),
        State(
            "inbox:request_detail",
            **new,
            state="nobody chosen",
            act=empty("form[action$='weitergeben/'] select"),
            status=422,
        ),
        State(
            "inbox:request_detail",
            **new,
            state="no reason",
            act=empty("form[action$='ablehnen/'] select"),
            status=422,
        ),
        State(
            "inbox:request_detail",
            **new,
            **CONFLICT,
            act=outdated(selector="form[action$='erledigt/'] input[name=version]"),
        ),
        State("inbox:request_intake", about="due request"),
        State("inbox:request_intake", about="due request", **ERRORS),
    ]


def case_pages() -> list[State]:
    """Cases: lists, the page of a case in its states, everything that can be done with a case."""
    forms = ("consultation_edit", "note_new", "need_set", "person_add", "person_edit", "track_change")
    forms += ("case_move", "case_prolong", "case_close", "worker_add", "grant_new")
    about = dict.fromkeys(("worker_add", "grant_new", "handover_new"), "fresh case")
    made = [State(f"cases:{name}", about=about.get(name, "case")) for name in (*forms, "handover_new")]
    failed = [
        State(f"cases:{name}", about=about.get(name, "case"), **ERRORS)
        for name in (*forms, "handover_new")
        if name != "need_set"
    ]
    states = ("closed", "archived", "silent", "fresh case", "offered case")
    edited = {"about": "case", **CONFLICT}
    return [
        State("cases:case_list"),
        State("cases:cases_assign", "team_lead"),
        *[State("cases:case_list", who) for who in SUPERVISION],
        *[State("cases:case_list", who, **BARE) for who in ("case_manager", "team_lead")],
        State("cases:case_list", state="nothing fits", query="?status=archived&track=referral_only"),
        State("cases:case_list", state="wrong filter", query="?status=quatsch"),
        State("cases:intake_new"),
        State("cases:intake_new", **ERRORS),
        State("cases:intake_new", state="known person", act=known_person),
        State("cases:case_detail", **CASE),
        State("cases:case_detail", "coordinator", **CASE, state="lent"),
        *[State("cases:case_detail", about=state) for state in states],
        State("cases:case_detail", **CASE, state="errors", act=empty(CONSULTATION), status=422),
        State("cases:case_log", **CASE),
        State("cases:entry_withdraw", about="note"),
        State("cases:entry_withdraw", about="note", **ERRORS),
        *made,
        *failed,
        State("cases:consultation_edit", **edited, act=outdated({"note": "Zweite Fassung"})),
        State("cases:person_edit", **edited, act=outdated({"given_name": "Olena"})),
        State("cases:case_move", **edited, act=other_place),
    ]


def office_pages() -> list[State]:
    """Team, settings, log, deletions."""
    lead = {"who": "team_lead"}
    member = {"who": "team_lead", "about": "member"}
    absence = {"substitute": "1", "starts_on": "01.01.2000", "ends_on": "1.1.1999"}
    return [
        State("accounts:team"),
        State("accounts:team", **lead),
        State("accounts:team", **lead, **BARE),
        State("accounts:member_new", **lead),
        State("accounts:member_new", **lead, state="errors", act=empty()),
        State("accounts:member_edit", **member),
        State("accounts:member_edit", **member, state="errors", act=empty("input[name=email]")),
        State("accounts:member_edit", **member, state="conflict", act=outdated_member),
        State("accounts:member_edit", **member, state="no place", act=empty("select[name$=municipality]")),
        State(
            "accounts:member_edit",
            **lead,
            about="newcomer",
            state="invited",
            act=press("Einladung ausstellen"),
        ),
        State("accounts:substitution_new"),
        State("accounts:substitution_new", **lead),
        State("accounts:substitution_new", **lead, state="errors", act=empty()),
        State("accounts:substitution_new", state="wrong days", act=send("select[name=substitute]", absence)),
        State("accounts:settings_page"),
        State("accounts:settings_page", **lead, **BARE),
        State("accounts:languages"),
        State("audit:log", "auditor"),
        State("audit:log", "auditor", state="filtered", query="?first=01.01.2030&last=1.1.2029"),
        State("audit:log", "auditor", **BARE),
        State("audit:log", "auditor", state="nothing fits", query="?first=01.01.2900"),
        State("retention:run_list", **lead),
        State("retention:run_list", "auditor"),
        State("retention:run_list", **lead, **BARE),
        State("retention:run_list", **lead, state="held back", where="later"),
        State("retention:run_list", "auditor", state="held back", where="later"),
        State(
            "retention:run_list",
            **lead,
            state="errors",
            where="later",
            act=empty("input[name=count]"),
            status=422,
        ),
        State("retention:run_undo", **lead, about="run"),
    ]


def account_pages() -> list[State]:
    """Log-in, password, second factor, invitation, what everybody gets who asks for something that is not there."""
    keys = {"who": KEYS_OWNER}
    stranger = {"who": "anonymous"}
    plain = ("mfa_index", "mfa_list_webauthn", "account_change_password", "account_reauthenticate")
    owned = ("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp")
    owned += ("mfa_add_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")
    errors = {"state": "errors", "act": empty()}
    return [
        State("workspace:landing", **stranger),
        State("account_login", **stranger),
        State("account_login", **stranger, **errors),
        State("account_logout"),
        *[State(name, who) for who in ("case_manager", KEYS_OWNER) for name in plain],
        *[State(name, **keys) for name in owned],
        State("mfa_activate_totp", state="blank"),
        State("mfa_activate_totp", **errors),
        State("mfa_add_webauthn", state="first"),
        *[State(name, **keys, about="passkey") for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")],
        State("mfa_edit_webauthn", **keys, about="passkey", **errors),
        State("account_change_password", **errors),
        State("account_reauthenticate", **errors),
        State("mfa_reauthenticate", **keys, **errors),
        State("account_login", "signing in", state="second factor", act=sign_in),
        State("accounts:invitation", **stranger, about="invitation"),
        State("accounts:invitation", **stranger, about="invitation", **errors),
        State("account_login", "signing in", state="open too long", act=without_cookies, status=403),
        State("account_change_password", "board_member", state="too often", act=too_often, status=429),
        State("cases:case_detail", "auditor", about="case", state="refused", status=404),
        State("accounts:invitation", **stranger, about="used invitation", state="refused", status=404),
        State("workspace:landing", **stranger, state="broken input", query="?x=%00", status=400),
    ]


def public_pages(language: str) -> list[State]:
    """The pages for everybody in one language."""
    here: dict[str, Any] = {"who": "anonymous", "language": language}
    link = "main form input[name=version]"
    links = [
        State("public:status", **here, about=f"{state} link", state=state)
        for state in ("new", "proposed", "confirmed", "declined", "withdrawn", "done")
    ]
    outdated_link = send(link, {"version": "999"}, "button[name=antwort]")
    asked = {"name": "Layla Al-Beispiel", "contact": "00000 50009"}
    return [
        State("public:request", **here, state="blank"),
        State("public:request", **here, state="place chosen", act=choose_place),
        State("public:request", **here, state="other place", query="?ort=anderer"),
        State("public:request", **here, **ERRORS),
        State("public:request", **{**here, "who": "flooded"}, state="too often", act=ask(asked), status=429),
        State("public:directory", **here),
        *links,
        State("public:status", **here, about="proposed link", **CONFLICT, act=outdated_link),
        State("public:status", **here, about="used invitation", state="refused", status=404),
    ]


def bare_public_pages() -> list[State]:
    """The pages for everybody in a district that has no place yet."""
    return [
        State(name, "anonymous", **BARE)
        for name in ("public:request", "public:directory", "workspace:landing")
    ]


def all_states(languages: list[str]) -> list[State]:
    """Return every state of every page."""
    public = [state for language in languages for state in public_pages(language)]
    team = [
        *staff_pages(),
        *network_pages(),
        *agreement_pages(),
        *offer_pages(),
        *plan_pages(),
        *figure_pages(),
        *paper_pages(),
        *request_pages(),
        *case_pages(),
        *office_pages(),
    ]
    return [*team, *account_pages(), *public, *bare_public_pages()]


#: Addresses that answer a POST with the page of another address, or that are no page.
NO_PAGE = {
    **OFFER_BUTTONS,
    **PLAN_BUTTONS,
    **FIGURE_FILES,
    **PAPER_FILES,
    "workspace:enter": "leads on",
    "cases:handover_answer": "a button on the start page",
    "cases:case_reactivate": "a button on the page of a case",
    "cases:worker_remove": "a button on the page of a case",
    "cases:grant_end": "a button on the page of a case",
    "inbox:request_appointment": "a form on the page of a request",
    "inbox:request_hand_on": "a form on the page of a request",
    "inbox:request_decline": "a form on the page of a request",
    "inbox:request_finish": "a form on the page of a request",
    "monitoring:month_export": "a file",
    "network:exception_end": "a button on the page of a place",
    "network:agreement_document": "a file",
    "network:block_arrange": "a button on the page of text blocks",
    "network:template_file": "a file",
    "network:template_drop": "a button on the page of templates",
    "network:partner_state": "a button on the page of a partner",
    "network:hours_calendar": "a file",
    "public:hours_calendar": "a file",
    "audit:verify": "a button on the page of the log",
    "audit:export": "a file",
    "accounts:member_invite": "a button on the page of a member",
    "accounts:responsibility_new": "a form on the page of a member",
    "accounts:responsibility_end": "a button on the page of a member",
    "accounts:substitution_end": "a button on the page of the team",
    "retention:release": "a form on the page of deletions",
    "mfa_authenticate": "follows the log-in",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "answers a script",
}
