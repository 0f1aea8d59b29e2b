"""The figures of the local profile."""

from typing import Any

from kim.action_plans.models import Indicator, IndicatorValue
from kim.action_plans.papers.content.rows import Places, at_places, by_place, iso
from kim.action_plans.rules.words import count_de
from kim.districts.models import Municipality

States = IndicatorValue.State


def indicators(places: Places) -> dict[str, dict[int | None, Any]]:
    """Return the pieces of the profile per place: labels in order, figures by code and year, sources; three queries.

    Every place has all indicators for every year of which anyone in the district has a figure: without a row a figure
    is not yet recorded.
    """
    used = Indicator.objects.filter(active=True).select_related("office", "district_office")
    definitions = list(used.order_by("position", "pk"))
    rows = IndicatorValue.objects.filter(at_places(places)).order_by("year", "pk")
    pieces: dict[str, dict[int | None, Any]] = {
        "indicator_labels": {},
        "indicators": {},
        "indicator_sources": {},
    }
    grouped = by_place(places, rows)
    years = sorted(IndicatorValue.objects.order_by().values_list("year", flat=True).distinct())
    for place in places:
        key = place.pk if place else None
        own = [each for each in definitions if each.is_asked_of(place)]
        pieces["indicator_labels"][key] = {
            each.code: _label(each, number, place) for number, each in enumerate(own)
        }
        pieces["indicators"][key] = _of_place(own, grouped[key], years)
        pieces["indicator_sources"][key] = _sources(grouped[key])
    return pieces


def _label(indicator: Indicator, position: int, place: Municipality | None) -> dict[str, Any]:
    office = indicator.asked(place)
    return {
        # Databases keep no order of keys; kept states find their order again by this.
        "position": position,
        "label": indicator.label,
        "short": indicator.short_label or indicator.label,
        "unit": indicator.unit,
        "office": office.name if office else "",
        "refers_to": indicator.refers_to,
    }


def _sources(values: list[IndicatorValue]) -> list[dict[str, Any]]:
    """Return who gave the figures and on which day they were written down, each once."""
    given = {(each.source, iso(each.recorded_on)) for each in values if each.state == States.VALUE}
    ordered = sorted(given, key=lambda pair: (pair[0], pair[1] or ""))
    return [{"source": source, "recorded_on": day} for source, day in ordered]


def _of_place(definitions: list[Indicator], values: list[IndicatorValue], years: list[int]) -> dict[str, Any]:
    known = {(value.indicator_id, value.year): value for value in values}
    return {
        each.code: {str(year): _figure(each, known.get((each.pk, year))) for year in years}
        for each in definitions
    }


def _figure(indicator: Indicator, value: IndicatorValue | None) -> dict[str, Any]:
    if value is None:
        return {"state": States.NOT_RECORDED.value, "value": None}
    if value.state != States.VALUE:
        return {"state": value.state, "value": None}
    if indicator.unit == Indicator.Unit.LIST:
        items = [{"name": item["name"], "count": item["count"]} for item in value.items]
        words = ", ".join(f"{item['name']} {count_de(item['count'])}" for item in items)
        return {"state": value.state, "value": words, "items": items}
    # The table allows no value without its number.
    number = value.number or 0
    is_count = indicator.unit == Indicator.Unit.COUNT
    return {"state": value.state, "value": int(number) if is_count else float(number)}
