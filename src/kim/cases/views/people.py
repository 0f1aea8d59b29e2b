"""The people of a case."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase

from kim.accounts.permissions import may_work_cases
from kim.cases.actions import entries, opening
from kim.cases.forms.people import ClientForm, PersonForm
from kim.cases.models import Case, CaseMember
from kim.cases.permissions import may_change
from kim.cases.queries.entries import member_of
from kim.cases.views.pages import case_form, case_page, posted, posted_version
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest


@case_page(get=may_change, post=may_change, may=may_work_cases)
def person_add(request: StaffRequest, case: Case) -> HttpResponseBase:
    """Add a person to a case."""
    words = {
        "title": "Person hinzufügen",
        "submit": "Hinzufügen",
        "done": "Die Person ist im Fall.",
        "template": "cases/person_form.html",
    }
    form = PersonForm(posted(request))

    def act(_: dict[str, Any]) -> None:
        opening.add_person(request.membership, case=case, person=form.person())

    return case_form(request, case, form, words, act)


@case_page(get=may_change, post=may_change, may=may_work_cases)
def person_edit(request: StaffRequest, case: Case, client: UUID) -> HttpResponseBase:
    """Correct a person's data. If somebody else did in the meantime, what differs is shown."""
    member = member_of(case, client)
    if member is None:
        raise Http404
    words: dict[str, Any] = {
        "title": "Angaben zur Person",
        "submit": "Speichern",
        "done": "Die Angaben sind gespeichert.",
        "template": "cases/person_form.html",
        "version": member.client.version,
    }
    form = ClientForm(posted(request), client=member.client, role=member.role)

    def act(data: dict[str, Any]) -> None:
        try:
            _change(request, member, form, data["role"])
        except Conflict:
            theirs = member_of(case, client) or member
            words["version"] = theirs.client.version
            words["theirs"] = form.differing(theirs.client, theirs.role)
            raise

    return case_form(request, case, form, words, act, while_active=False)


def _change(request: StaffRequest, member: CaseMember, form: ClientForm, role: str) -> None:
    version = posted_version(request)
    entries.change_client(request.membership, client=member.client, version=version, **form.changes())
    if role != member.role:
        version = member.client.version
        entries.change_role(request.membership, member=member, version=version, role=role)
