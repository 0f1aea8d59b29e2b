"""The life of a case: track, move, deadline, closing, taking up again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase

from kim.accounts.permissions import may_work_cases
from kim.cases.actions import lifecycle
from kim.cases.forms.lifecycle import CloseForm, MoveForm, ProlongForm, TrackForm
from kim.cases.models import Case, CaseStatus
from kim.cases.permissions import may_change
from kim.cases.queries.case_list import municipalities
from kim.cases.queries.deadlines import earliest_closing, prolongation_days
from kim.cases.views.pages import case_form, case_page, posted, posted_version, to_case
from kim.core import dates
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest


@case_page(get=may_change, post=may_change, may=may_work_cases)
def track_change(request: StaffRequest, case: Case) -> HttpResponseBase:
    """Change what kind of help a case is."""
    words = {
        "title": "Konstellation ändern",
        "submit": "Konstellation ändern",
        "done": "Die Konstellation ist geändert.",
        "lead": f"Zurzeit: {case.get_track_display()}. Die Änderung gilt ab heute, die Frist richtet sich danach.",
    }

    def act(data: dict[str, Any]) -> None:
        lifecycle.change_track(request.membership, case=case, version=posted_version(request), **data)

    return case_form(request, case, TrackForm(posted(request), case=case), words, act)


@case_page(get=may_change, post=may_change, may=may_work_cases)
def case_move(request: StaffRequest, case: Case) -> HttpResponseBase:
    """Note that the people moved within the district."""
    words = {
        "title": "Umzug eintragen",
        "submit": "Umzug eintragen",
        "done": "Der Umzug ist eingetragen. Wenn jemand anderes zuständig ist, übergeben Sie den Fall.",
        "lead": f"Bisher: {case.municipality}. Ab heute zählt der Fall für den neuen Wohnort. Sie bleiben zuständig, "
        "bis Sie den Fall übergeben.",
    }

    def act(data: dict[str, Any]) -> None:
        lifecycle.move_case(request.membership, case=case, version=posted_version(request), **data)

    form = MoveForm(posted(request), case=case, places=municipalities())
    return case_form(request, case, form, words, act)


@case_page(get=may_change, post=may_change, may=may_work_cases)
def case_prolong(request: StaffRequest, case: Case) -> HttpResponseBase:
    """Keep a case open without a consultation."""
    days = prolongation_days(case, dates.today())
    if days is None:
        messages.info(request, "Der Fall ist noch so lange offen, dass Sie ihn nicht verlängern müssen.")
        return to_case(request, case)
    words = {
        "title": "Frist verlängern",
        "submit": "Verlängern",
        "done": "Die Frist ist verlängert.",
        "lead": "Der Fall bleibt bis zu diesem Tag offen, auch ohne Beratung.",
    }

    def act(data: dict[str, Any]) -> None:
        lifecycle.prolong_case(request.membership, case=case, version=posted_version(request), **data)

    form = ProlongForm(posted(request), earliest=days[0], latest=days[1])
    return case_form(request, case, form, words, act)


@case_page(get=may_change, post=may_change, may=may_work_cases)
def case_close(request: StaffRequest, case: Case) -> HttpResponseBase:
    """Close a case."""
    words = {
        "title": "Fall abschließen",
        "submit": "Fall abschließen",
        "done": "Der Fall ist abgeschlossen.",
        "lead": "Sie können ihn wieder aufnehmen, bis er gelöscht wird.",
    }

    def act(data: dict[str, Any]) -> None:
        lifecycle.close_case(request.membership, case=case, version=posted_version(request), **data)

    form = CloseForm(posted(request), earliest=earliest_closing(case), today=dates.today())
    return case_form(request, case, form, words, act)


@case_page(post=may_change, may=may_work_cases)
def case_reactivate(request: StaffRequest, case: Case) -> HttpResponseBase:
    """Take a closed or archived case up again."""
    if case.status == CaseStatus.ACTIVE:
        return to_case(request, case, "Der Fall ist schon wieder aufgenommen.")
    try:
        lifecycle.reactivate_case(request.membership, case=case, version=posted_version(request))
    except Conflict:
        messages.warning(
            request,
            "Der Fall wurde inzwischen geändert. Bitte prüfen Sie den Stand und versuchen Sie es noch einmal.",
        )
        return to_case(request, case)
    return to_case(request, case, "Der Fall ist wieder aufgenommen. Die Frist läuft ab heute.")
