"""How a case and its people are called, and whether a name is known already."""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from kim.accounts.models import Membership
from kim.cases.models import Case, CaseMember, Client, PersonRole
from kim.cases.permissions import cases_visible_to, clients_visible_to, discoverable_clients
from kim.cases.rules.birth import Age, age_on
from kim.cases.search import find_people
from kim.core.sealing import open_sealed

#: From here on two names count as the same one, spelt differently.
SAME_NAME = 0.88


@dataclasses.dataclass(frozen=True)
class PersonLine:
    """A person as the case page shows them; the client's row is open."""

    client: Client
    role: str
    age: Age | None


def heading(case: Case, members: Sequence[CaseMember]) -> str:
    """Return what people call a case: the family's name for a household, else the person's full name."""
    applicant = _applicant(members)
    if applicant is None:
        return "ohne Person"
    if case.kind == Case.Kind.HOUSEHOLD and applicant.family_name:
        return f"Familie {applicant.family_name}"
    return applicant.full_name


def _applicant(members: Sequence[CaseMember]) -> Client | None:
    first = next((member for member in members if member.role == PersonRole.APPLICANT), None)
    member = first or next(iter(members), None)
    client: Client | None = member.client if member else None
    return client


def members_of(cases: Iterable[Case]) -> list[CaseMember]:
    """Return the present members of some cases with their people, still sealed, in a steady order."""
    return list(
        CaseMember.objects.filter(case__in=cases, left_on__isnull=True)
        .select_related("client")
        .order_by("joined_on", "pk")
    )


def headings(cases: Sequence[Case]) -> dict[object, str]:
    """Return the heading of each case by its primary key: two queries, only the names needed are opened."""
    members: dict[object, list[CaseMember]] = {case.pk: [] for case in cases}
    rows = CaseMember.objects.filter(case__in=members, left_on__isnull=True).select_related("client")
    for member in rows.only(
        "case", "role", "client__given_name", "client__family_name", "client__key_id"
    ).order_by("joined_on", "pk"):
        members[member.case_id].append(member)
    named = [applicant for group in members.values() if (applicant := _applicant(group)) is not None]
    open_sealed(named)
    return {case.pk: heading(case, members[case.pk]) for case in cases}


def person_lines(members: Iterable[CaseMember], today: date) -> list[PersonLine]:
    """Return the opened members as lines with role and age."""
    return [
        PersonLine(member.client, member.get_role_display(), age_on(member.client.birth_date, today))
        for member in members
    ]


@dataclasses.dataclass(frozen=True)
class KnownPerson:
    """That a name is known: where and whom to ask, or the case if the reader may see it anyway. No name."""

    municipality: str
    lead: str
    number: str


def known_persons(membership: Membership, names: Iterable[str]) -> list[KnownPerson]:
    """Return whether people of these names are known, in the reader's own cases or elsewhere.

    Restricted people of other cases are never found. Two searches at most per name.
    """
    own = clients_visible_to(membership)
    found: dict[UUID, bool] = {}
    for name in (name for name in names if name.strip()):
        for people in (own, discoverable_clients()):
            for match in find_people(name, people, limit=5):
                if match.score >= SAME_NAME:
                    found[match.client_id] = True
    return _known(membership, list(found))


def _known(membership: Membership, client_ids: list[UUID]) -> list[KnownPerson]:
    if not client_ids:
        return []
    own = cases_visible_to(membership).filter(members__client__in=client_ids).order_by()
    visible = set(own.values_list("pk", flat=True))
    # One call, so that both conditions hold for the same person: of the protected only what the reader sees anyway.
    sayable = discoverable_clients().order_by().filter(pk__in=client_ids).values("pk")
    cases = Case.objects.filter(
        Q(members__client__in=sayable) | Q(pk__in=visible), members__client__in=client_ids
    ).select_related("municipality", "lead__user")
    ordered = cases.defer("concern", "closing_note").order_by("-opened_on", "-number").distinct()
    hints = [
        KnownPerson(str(case.municipality), str(case.lead), case.number if case.pk in visible else "")
        for case in ordered
    ]
    return list(dict.fromkeys(hints))
