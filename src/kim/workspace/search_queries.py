"""Finding a case by its number or people by their names, within what a member may read."""

import dataclasses

from kim.accounts.models import Membership
from kim.cases import rules
from kim.cases.models import Case, CaseMember, CaseStatus
from kim.cases.permissions import cases_visible_to, clients_visible_to
from kim.cases.search import find_people
from kim.core.sealing import open_sealed


@dataclasses.dataclass(frozen=True)
class Hit:
    """A person found, with the case."""

    name: str
    case: Case

    @property
    def chip(self) -> str:
        """The kind of chip of the case's state."""
        return "info" if self.case.status == CaseStatus.ACTIVE else "neutral"


@dataclasses.dataclass(frozen=True)
class SearchResult:
    """Either the number of one case or people, the most alike first."""

    case_number: str = ""
    people: tuple[Hit, ...] = ()


def search(member: Membership, query: str) -> SearchResult:
    """Return the case of this number if the member may read it, otherwise people of a similar name."""
    visible = cases_visible_to(member)
    number = rules.parse_case_number(query)
    if number and visible.filter(number=number).exists():
        return SearchResult(case_number=number)
    matches = find_people(query, clients_visible_to(member))
    order = {match.client_id: place for place, match in enumerate(matches)}
    rows = list(
        CaseMember.objects.filter(client__in=order, case__in=visible.order_by(), left_on__isnull=True)
        .select_related("client", "case__municipality")
        .order_by("-case__opened_on", "pk")
    )
    open_sealed([row.client for row in rows])
    rows.sort(key=lambda row: order[row.client_id])
    return SearchResult(people=tuple(Hit(row.client.full_name, row.case) for row in rows))
