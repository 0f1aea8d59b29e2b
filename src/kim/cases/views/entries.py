"""Correcting and taking back what was documented; other contacts and needs."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse

from kim.accounts.permissions import may_work_cases
from kim.cases.actions import entries
from kim.cases.forms.entries import ConsultationForm, NeedForm, NoteForm, WithdrawForm, values_of
from kim.cases.models import Case, CaseNote, Consultation, Need
from kim.cases.permissions import may_change
from kim.cases.queries import entries as queries
from kim.cases.queries.names import life_domains
from kim.cases.views.pages import (
    CONFLICT,
    UNPROCESSABLE,
    attempt,
    case_form,
    case_page,
    posted,
    posted_version,
    to_case,
    version_to_send,
)
from kim.core import dates
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest


@case_page(get=may_change, post=may_change, may=may_work_cases)
def consultation_edit(request: StaffRequest, case: Case, entry: UUID) -> HttpResponseBase:
    """Correct a consultation. If somebody else did in the meantime, both versions are shown."""
    shown = _consultation(case, entry)
    form = ConsultationForm(
        posted(request),
        case=case,
        people=shown.people,
        domains=life_domains(),
        today=dates.today(),
        initial=values_of(shown.consultation, sorted(shown.present)) | {"form_nonce": None},
    )
    status = _correct(request, form, shown.consultation) if request.method == "POST" else 200
    if not status:
        return to_case(request, case, "Die Beratung ist berichtigt.")
    theirs = _consultation(case, entry) if status == CONFLICT else None
    shown = theirs or shown
    context = {
        "case": case,
        "form": form,
        "heading": shown.heading,
        "theirs": theirs,
        "consultation": shown.consultation,
        "version": version_to_send(request, shown.consultation.version, status),
    }
    return TemplateResponse(request, "cases/consultation_edit.html", context, status=status)


def _consultation(case: Case, entry: UUID) -> queries.ShownConsultation:
    shown = queries.shown_consultation(case, entry)
    if shown is None:
        raise Http404
    return shown


def _correct(request: StaffRequest, form: ConsultationForm, consultation: Consultation) -> int:
    if not form.is_valid():
        return UNPROCESSABLE
    changes = {name: value for name, value in form.cleaned_data.items() if name != "form_nonce"}
    version = posted_version(request)
    return attempt(
        form,
        lambda: entries.correct_consultation(
            request.membership, consultation=consultation, version=version, **changes
        ),
    )


@case_page(get=may_change, post=may_change, may=may_work_cases)
def entry_withdraw(request: StaffRequest, case: Case, entry: UUID) -> HttpResponseBase:
    """Take a consultation or another contact back, with the reason."""
    row = queries.entry_of(case, entry)
    if row is None:
        raise Http404
    words = {
        "title": "Eintrag zurücknehmen",
        "submit": "Zurücknehmen",
        "done": "Der Eintrag ist zurückgenommen.",
        "lead": _what_follows(row),
        "version": row.version,
    }

    def act(data: dict[str, Any]) -> None:
        entries.withdraw_entry(
            request.membership, entry=row, version=posted_version(request), reason=data["reason"]
        )

    return case_form(request, case, WithdrawForm(posted(request)), words, act, while_active=False)


def _what_follows(row: Consultation | CaseNote) -> str:
    if isinstance(row, CaseNote):
        return f"{row}."
    return f"{row}. Die Frist richtet sich danach wieder nach der Beratung davor."


@case_page(get=may_change, post=may_change, may=may_work_cases)
def note_new(request: StaffRequest, case: Case) -> HttpResponseBase:
    """Document another contact."""
    words = {
        "title": "Anderen Kontakt eintragen",
        "submit": "Speichern",
        "done": "Der Kontakt ist eingetragen. Die Frist bleibt, wie sie war.",
        "lead": "Anrufe, Begleitungen, Gespräche mit anderen Stellen und Versuche verlängern die Frist nicht. "
        "Nur eine Beratung hält den Fall offen.",
    }
    form = NoteForm(posted(request), case=case, today=dates.today())
    return case_form(
        request, case, form, words, lambda data: entries.record_note(request.membership, case=case, **data)
    )


@case_page(get=may_change, post=may_change, may=may_work_cases)
def need_set(request: StaffRequest, case: Case) -> HttpResponseBase:
    """Record a need or what became of it; `?bedarf=` names one that exists.

    If somebody else recorded or changed it in the meantime, both states are shown.
    """
    people = queries.opened_people(case)
    seen = queries.need_of(case, request.POST.get("bedarf", request.GET.get("bedarf", "")))
    form = NeedForm(posted(request), people=people, domains=life_domains(), need=seen)
    words: dict[str, Any] = {
        "title": "Bedarf eintragen",
        "submit": "Speichern",
        "done": "Der Bedarf ist eingetragen.",
        "template": "cases/need_form.html",
        **_shown(seen),
    }

    def act(data: dict[str, Any]) -> None:
        chosen = (case, data["life_domain"], data.get("client"))
        # The version that was shown says something about that need only, not about one chosen instead.
        version = posted_version(request) if seen and seen == queries.need_in(*chosen) else 0
        try:
            entries.set_need(request.membership, case=case, version=version, **data)
        except Conflict:
            theirs = queries.need_in(*chosen)
            words.update(_shown(theirs), theirs=_as_saved(theirs))
            raise

    return case_form(request, case, form, words, act)


def _shown(need: Need | None) -> dict[str, Any]:
    return {"version": need.version if need else 0, "need": need.pk if need else ""}


def _as_saved(need: Need | None) -> list[tuple[str, str]]:
    if need is None:
        return []
    state = need.get_state_display() + (", dringend" if need.urgent else "")
    return [("Stand", state), ("geändert am", f"{need.changed_on:%d.%m.%Y}")]
