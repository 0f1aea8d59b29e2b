"""Figures of the people who ask: two offices, some values, and a round of the yearly collection."""

from datetime import timedelta

from kim.accounts.models import Membership
from kim.action_plans.models import CollectionRequest, Indicator, SourceOffice
from kim.action_plans.profile.collecting import open_round
from kim.action_plans.profile.links import token_of
from tests.access.things import Target
from tests.action_plans.figures import define, enter
from tests.cast import TODAY


def figures_of(lead: Membership, year: int) -> dict[str, Target]:
    """Ask the offices of a district for the figures of a year."""
    district = lead.district
    enter(define(district)["population"], None, year, 12_345)
    open_round(lead, district=district, year=year, due_on=TODAY + timedelta(days=14))
    asked = CollectionRequest.objects.order_by("pk").last()
    here = {"district": district.slug}
    # Named after the district: what is set in one is nothing in another.
    own = {"district": district, "code": f"eigene-{district.slug}"}
    office = SourceOffice.objects.create(**own, name="Eigene Stelle")
    indicator = Indicator.objects.create(**own, label="Eigene Zahl", unit="count", office=office, position=90)
    return {
        "indicator": Target("indicator", here | {"code": indicator.code}),
        "source office": Target("source office", here | {"code": office.code}),
        "round": Target("round", here | {"year": year}),
        "asked": Target("asked", here | {"asked": asked.pk}),
        "figures_link": Target("figures link", here | {"token": token_of(district, asked)}),
    }
