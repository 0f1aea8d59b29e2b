"""Figures of the invented district: seven indicators, two offices, three places."""

from decimal import Decimal

from kim.action_plans.models import Indicator, IndicatorValue, SourceOffice

YEAR = 2025
#: code, label, unit, office; shares and what they are computed from follow.
INDICATORS = (
    ("population", "Einwohnerzahl", "count", "register"),
    ("foreign_nationals", "Ausländische Staatsangehörige", "count", "register"),
    ("foreign_nationals_share_percent", "Ausländerquote", "percent", "register"),
    ("largest_nationalities", "Größte Gruppen", "list", "register"),
    ("flueag_fulfilment_percent", "Erfüllungsquote FlüAG", "percent", "state"),
    ("naturalisations", "Eingebürgerte im Vorjahr", "count", "state"),
)
POPULATION = {"Lindenau": 12_000, "Steinbach": 8_000, "Sonnfeld": 5_000}
FOREIGN = {"Lindenau": 1_800, "Steinbach": 800, "Sonnfeld": 400}


def define(district):
    """Make offices and indicators; return the indicators by code."""
    offices = {
        "register": SourceOffice.objects.create(
            district=district, code="register", name="Meldebehörde", per_municipality=True, position=1
        ),
        "state": SourceOffice.objects.create(
            district=district, code="state", name="Landesstelle", email="zahlen@land.example", position=2
        ),
    }
    made = {
        code: Indicator.objects.create(
            district=district,
            code=code,
            label=label,
            unit=unit,
            office=offices[office],
            position=position,
            is_additive=unit == "count",
            may_exceed_100=code == "flueag_fulfilment_percent",
            definition=f"Erläuterung zu {label}",
        )
        for position, (code, label, unit, office) in enumerate(INDICATORS)
    }
    share = made["foreign_nationals_share_percent"]
    share.share_of, share.whole = made["foreign_nationals"], made["population"]
    share.save()
    return made


def enter(indicator, place, year=YEAR, number=None, items=(), state="value", **details):
    """Write a figure as if somebody had entered it."""
    return IndicatorValue.objects.create(
        district=indicator.district,
        indicator=indicator,
        municipality=place,
        year=year,
        state=state,
        number=None if number is None else Decimal(str(number)),
        items=[{"name": name, "count": count} for name, count in items],
        **details,
    )
