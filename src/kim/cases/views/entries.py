"""Correcting and taking back what was documented; other contacts and needs."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse

from kim.accounts.permissions import may_work_cases
from kim.cases.actions import entries
from kim.cases.forms.entries import ConsultationForm, NeedForm, NoteForm, WithdrawForm, values_of
from kim.cases.models import Case, CaseNote, Consultation
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
)
from kim.core import dates
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
    context = {
        "case": case,
        "form": form,
        "heading": shown.heading,
        "theirs": theirs,
        "consultation": (theirs or shown).consultation,
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
        "version": str(row.version),
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
    """Record a need or what became of it; `?bedarf=` names one that exists."""
    words = {"title": "Bedarf eintragen", "submit": "Speichern", "done": "Der Bedarf ist eingetragen."}
    people = queries.opened_people(case)
    need = queries.need_of(case, request.GET.get("bedarf", ""))
    form = NeedForm(posted(request), people=people, domains=life_domains(), need=need)
    return case_form(
        request, case, form, words, lambda data: entries.set_need(request.membership, case=case, **data)
    )
