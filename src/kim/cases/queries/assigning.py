"""Cases whose lead has left the team or works as something else."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from kim.accounts.models import Membership, Role
from kim.accounts.permissions import on_day
from kim.cases.models import Case
from kim.core import dates
from kim.districts.models import Municipality


@dataclass(frozen=True)
class Bundle:
    """Cases of one former lead in one municipality."""

    lead: Membership
    municipality: Municipality
    count: int

    @property
    def key(self) -> str:
        """What names the bundle in a form."""
        return f"{self.lead.pk}-{self.municipality.pk}"


def case_managers_today() -> QuerySet[Membership]:
    """Return those who can lead cases today, by name, with user and employer."""
    members: QuerySet[Membership] = Membership.objects.filter(
        on_day(dates.today()), role=Role.CASE_MANAGER, user__is_active=True
    )
    return members.select_related("user", "employer").order_by("user__name", "pk")


def cases_without_lead() -> QuerySet[Case]:
    """Return the cases, in whatever state, whose lead cannot lead a case today."""
    return Case.objects.exclude(lead__in=case_managers_today().order_by().values("pk"))


def bundles_without_lead() -> list[Bundle]:
    """Return those cases by former lead and municipality, in order of names; three queries."""
    counted = cases_without_lead().order_by().values_list("lead", "municipality").annotate(n=Count("pk"))
    found = list(counted)
    leads = Membership.objects.select_related("user").in_bulk([lead for lead, _, _ in found])
    places = Municipality.objects.in_bulk([place for _, place, _ in found])
    bundles = [Bundle(leads[lead], places[place], count) for lead, place, count in found]
    return sorted(bundles, key=lambda each: (each.lead.user.name, each.lead.pk, each.municipality.name))
