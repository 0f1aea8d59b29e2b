"""Single entries of a case, for the pages that change them."""

import dataclasses
from typing import Any
from uuid import UUID

from kim.cases.models import Case, CaseMember, CaseNote, Client, Consultation, Need
from kim.cases.queries.history import present_at
from kim.cases.queries.people import heading, members_of
from kim.core.sealing import open_sealed
from kim.districts.models import LifeDomain


@dataclasses.dataclass(frozen=True)
class ShownConsultation:
    """An opened consultation with the opened people of its case; `present` are keys of those who took part."""

    consultation: Consultation
    people: list[Client]
    present: set[Any]
    heading: str

    @property
    def present_names(self) -> str:
        """Who took part."""
        return ", ".join(client.full_name for client in self.people if client.pk in self.present)


def shown_consultation(case: Case, pk: UUID) -> ShownConsultation | None:
    """Return a consultation of the case that was not taken back."""
    rows = Consultation.objects.filter(case=case, pk=pk, withdrawn_at__isnull=True)
    consultation = rows.select_related("recorded_by__user").prefetch_related("topics").first()
    if consultation is None:
        return None
    consultation.case = case
    members = members_of([case])
    people = [member.client for member in members]
    open_sealed([consultation], people)
    present = present_at([consultation]).get(consultation.pk, set())
    return ShownConsultation(consultation, people, present, heading(case, members))


def entry_of(case: Case, pk: UUID) -> Consultation | CaseNote | None:
    """Return an entry of the case that was not taken back, still sealed."""
    for model in (Consultation, CaseNote):
        entry: Consultation | CaseNote | None = model.objects.filter(
            case=case, pk=pk, withdrawn_at__isnull=True
        ).first()
        if entry is not None:
            entry.case = case
            return entry
    return None


def opened_people(case: Case) -> list[Client]:
    """Return the people of a case, opened together with it."""
    people = [member.client for member in members_of([case])]
    open_sealed([case], people)
    return people


def need_of(case: Case, pk: str) -> Need | None:
    """Return a need of the case by its written primary key, None for anything else."""
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    return Need.objects.filter(case=case, pk=int(pk)).select_related("life_domain").first()


def need_in(case: Case, domain: LifeDomain, client: Client | None) -> Need | None:
    """Return the need of one person of the case, or of all, in a domain of life."""
    return Need.objects.filter(case=case, life_domain=domain, client=client).first()


def member_of(case: Case, client: UUID) -> CaseMember | None:
    """Return a present member of the case with the opened person."""
    member = next((member for member in members_of([case]) if member.client_id == client), None)
    if member is not None:
        open_sealed([member.client])
    return member
