"""The figures of the local profile."""

from typing import Any

from kim.action_plans.models import Indicator, IndicatorValue
from kim.action_plans.papers.content.rows import Places, at_places, by_place
from kim.action_plans.rules.words import count_de

States = IndicatorValue.State


def indicators(places: Places) -> tuple[dict[str, Any], dict[int | None, dict[str, Any]]]:
    """Return the labels of the indicators in use in their order, and per place code, year and value; two queries.

    A year of a place has all indicators: without a row a figure is not yet recorded.
    """
    definitions = list(
        Indicator.objects.filter(active=True).select_related("office").order_by("position", "pk")
    )
    rows = IndicatorValue.objects.filter(at_places(places)).order_by("year", "pk")
    grouped = by_place(places, rows)
    labels = {each.code: _label(each, place) for place, each in enumerate(definitions)}
    return labels, {key: _of_place(definitions, values) for key, values in grouped.items()}


def _label(indicator: Indicator, position: int) -> dict[str, Any]:
    return {
        # Databases keep no order of keys; kept states find their order again by this.
        "position": position,
        "label": indicator.label,
        "short": indicator.short_label or indicator.label,
        "unit": indicator.unit,
        "office": indicator.office.name if indicator.office else "",
    }


def _of_place(definitions: list[Indicator], values: list[IndicatorValue]) -> dict[str, Any]:
    years = sorted({value.year for value in values})
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
