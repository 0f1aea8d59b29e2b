"""What stands in the concepts of the invented district: a little of everything."""

from datetime import date, time
from decimal import Decimal

from kim.action_plans.models import FocusArea, Indicator, IndicatorValue, Milestone, PartRemark, SourceOffice
from kim.districts.models import LifeDomain
from kim.network.models import (
    AccessRoute,
    Agreement,
    CooperationTalk,
    NetworkMeeting,
    Offer,
    OfficeHours,
    Partner,
)
from kim.steering.models import Group, GroupResult

TALKED_ON = date(2026, 3, 3)


def make_indicators(district):
    office = SourceOffice.objects.create(district=district, code="amt", name="Einwohnermeldeamt")
    return [
        Indicator.objects.create(
            district=district, code=code, label=label, unit=unit, office=office, position=position
        )
        for position, (code, label, unit) in enumerate(
            (
                ("population", "Einwohnerzahl", "count"),
                ("foreign_nationals_share_percent", "Ausländerquote", "percent"),
                ("largest_nationalities", "Größte Gruppen", "list"),
            )
        )
    ]


def make_value(indicator, place, year, number=None, items=()):
    state = "value" if number is not None or items else "not_recorded"
    return IndicatorValue.objects.create(
        district=indicator.district,
        indicator=indicator,
        municipality=place,
        year=year,
        state=state,
        number=None if number is None else Decimal(str(number)),
        items=list(items),
    )


def fill_concept(district, place, name="Lindenau"):
    """Enter one of everything for a place, or without one for the district."""
    own = {"district": district, "municipality": place}
    indicators = list(Indicator.objects.order_by("position")) or make_indicators(district)
    population, share, groups = indicators
    for year in (2023, 2024):
        make_value(population, place, year, 50_000 + year)
        make_value(share, place, year)
        make_value(groups, place, year, items=[{"name": "Türkei", "count": 6225}])
    offer = Offer.objects.create(**own, name=f"Beratung {name}", provider="Träger", target_groups=["women"])
    offer.topics.add(*LifeDomain.objects.order_by("position")[:2])
    partner = Partner.objects.create(
        district=district, code=f"p-{name}", name=f"Partner {name}", kind="school"
    )
    CooperationTalk.objects.create(**own, partner=partner, held_on=TALKED_ON, minutes="Vereinbart.")
    NetworkMeeting.objects.create(**own, name=f"Runder Tisch {name}", level="operational", rhythm="monthly")
    agreement = Agreement.objects.create(
        **own, kind="interface", title=f"Schnittstellenkonzept {name}", state="in_force"
    )
    agreement.partners.add(partner)
    group = Group.objects.create(
        **own, kind="project", name=f"Gruppe {name}", state="ended", ended_on=date(2026, 1, 1)
    )
    GroupResult.objects.create(district=district, group=group, text=f"Ergebnis {name}")
    FocusArea.objects.create(**own, kind="target_group", title=f"Fachkräfte {name}", origin="mandate")
    Milestone.objects.create(**own, year=2026, half=1, title=f"Clearingstelle {name}", state="done")
    PartRemark.objects.create(**own, part="infrastructure", text=f"Siehe Integreat {name}.")
    route = AccessRoute.objects.create(
        district=district,
        code=f"flyer-{name.lower()}",
        label=f"Flyer {name}",
        in_plan=True,
        description="Er liegt aus.\n\nIn elf Sprachen.",
        criteria="Menschen mit Einbürgerungswunsch",
    )
    if place is not None:
        route.municipalities.add(place)
        OfficeHours.objects.create(
            **own,
            place="Rathaus",
            address="Markt 1",
            rule="FREQ=WEEKLY;BYDAY=MO",
            starts=time(10),
            ends=time(12),
        )


def fill_milestones(district, place, count, first_year=2023):
    """Enter milestones with long names, four a year, each state in turn."""
    states = Milestone.State.values
    for number in range(count):
        Milestone.objects.create(
            district=district,
            municipality=place,
            year=first_year + number // 4,
            half=number % 3,
            title=f"{number + 1}. Vorhaben: Anlaufstellen, Kurse, Sprechzeiten mit den Ämtern abstimmen & festhalten",
            state=states[number % len(states)],
        )
