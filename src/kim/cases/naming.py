"""What a case is called for those who may read it."""

from collections.abc import Collection
from uuid import UUID

from kim.cases.models import Case, CaseMember, Client, PersonRole
from kim.core.sealing import open_sealed

UNNAMED = "Ohne Namen"


def members_of(cases: Collection[Case]) -> dict[UUID, list[CaseMember]]:
    """Return the present people of some cases, opened, the applicant first; two queries for all of them."""
    rows = (
        CaseMember.objects.filter(case__in=[case.pk for case in cases], left_on__isnull=True)
        .select_related("client")
        .order_by("joined_on", "pk")
    )
    grouped: dict[UUID, list[CaseMember]] = {case.pk: [] for case in cases}
    for row in rows:
        grouped[row.case_id].append(row)
    open_sealed(list({row.client.pk: row.client for group in grouped.values() for row in group}.values()))
    _share_opened(grouped)
    for group in grouped.values():
        group.sort(key=lambda member: member.role != PersonRole.APPLICANT)
    return grouped


def _share_opened(grouped: dict[UUID, list[CaseMember]]) -> None:
    """A person in two of the cases came as two objects; let both be the opened one."""
    opened: dict[UUID, Client] = {}
    for row in (row for group in grouped.values() for row in group):
        if row.client_id not in opened or "_cipher" in row.client.__dict__:
            opened[row.client_id] = row.client
    for row in (row for group in grouped.values() for row in group):
        row.client = opened[row.client_id]


def case_name(case: Case, members: Collection[CaseMember]) -> str:
    """Return "Familie …" for a household and the person's name otherwise."""
    first = next(iter(members), None)
    if first is None:
        return UNNAMED
    if case.kind == Case.Kind.HOUSEHOLD and len(members) > 1:
        return f"Familie {first.client.family_name or first.client.full_name}"
    return first.client.full_name


def names_of(cases: Collection[Case]) -> dict[UUID, str]:
    """Return the names of some cases by primary key."""
    members = members_of(cases)
    return {case.pk: case_name(case, members[case.pk]) for case in cases}
