"""The sections of a district pack that this app keeps: the parts of action concepts, figures, talks and duties."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kim.accounts.models import Role
from kim.action_plans.models import (
    FocusArea,
    Indicator,
    IndicatorValue,
    Milestone,
    Part,
    PartRemark,
    PlanDuty,
    SourceOffice,
    TalkQuestion,
)
from kim.districts.pack.content import PLACE
from kim.districts.pack.keys import Code, Day, Key, Kind, OneOf, Reference, Text, YesNo
from kim.districts.pack.sections import (
    Complaints,
    Entry,
    Folded,
    Identity,
    Pack,
    Removal,
    Rows,
    Section,
    Targets,
)
from kim.districts.pack.texts import Paragraphs, SomeOf, mail_address

OFFICE = Reference("source_offices", "Auskunftsstelle", SourceOffice)
INDICATOR = Reference("indicators", "Kennzahl", Indicator)
MONTHS = OneOf(tuple(range(1, 13)))
NO_VALUE = (IndicatorValue.State.NOT_RECORDED, IndicatorValue.State.NOT_AVAILABLE)
HIGHEST = 10**12


class Year(Kind):
    """A year of our time."""

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        fine = isinstance(value, int) and not isinstance(value, bool) and 1990 <= value <= 2100
        return None if fine else f"muss ein Jahr sein, zum Beispiel 2024, nicht {value!r}"


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < HIGHEST


class Figure(Kind):
    """A count, a percentage, counts by name, or the state of a figure that has no value."""

    def problem(self, value: Any) -> str | None:
        """See `Kind`; whether it fits its figure is asked when the whole pack is known."""
        if isinstance(value, dict):
            named = all(name.strip() and len(name) <= 100 for name in value)
            return None if value and named and all(map(_is_count, value.values())) else self._wants(value)
        if isinstance(value, float):
            fine = 0 <= value < HIGHEST and round(value, 2) == value
            return None if fine else self._wants(value)
        return None if _is_count(value) or value in NO_VALUE else self._wants(value)

    def _wants(self, value: Any) -> str:
        states = ", ".join(f'"{state}"' for state in NO_VALUE)
        return (
            "muss eine Zahl ab 0 mit höchstens zwei Stellen, eine Liste wie {Ukraine = 12} "
            f"oder eines von {states} sein, nicht {value!r}"
        )

    def normal(self, value: Any) -> Any:
        """See `Kind`."""
        return Decimal(str(value)) if isinstance(value, float) else value


@dataclass(frozen=True)
class Values(Folded):
    """Figures: one table of the file for each place and year."""

    def read_row(self, row: Any) -> Entry:
        """See `Rows`."""
        last = date(row.year, 12, 31)
        return {
            "municipality": row.municipality.ags if row.municipality else "",
            "year": row.year,
            "as_of": None if row.as_of == last else row.as_of,
            "source": row.source,
            "recorded_on": row.recorded_on,
            "indicator": row.indicator.code,
            "value": _figure_of(row),
        }

    def fill_row(self, row: Any, entry: Entry, targets: Targets) -> None:
        """See `Rows`; figures speak of the last day of their year if nothing else is said."""
        value = entry["value"]
        row.indicator = targets.row(INDICATOR, entry["indicator"])
        row.municipality = targets.row(PLACE, entry["municipality"])
        row.year, row.source, row.recorded_on = entry["year"], entry["source"], entry["recorded_on"]
        row.as_of = entry["as_of"] or date(entry["year"], 12, 31)
        row.state = value if value in NO_VALUE else IndicatorValue.State.VALUE
        named = isinstance(value, dict)
        row.items = [{"name": name, "count": count} for name, count in value.items()] if named else []
        row.number = None if named or value in NO_VALUE else value


def _figure_of(row: IndicatorValue) -> Any:
    if row.state != IndicatorValue.State.VALUE:
        return row.state
    if row.number is None:
        return {item["name"]: item["count"] for item in row.items}
    return int(row.number) if row.number == int(row.number) else row.number.normalize()


def _check_value(entry: Entry, pack: Pack) -> Complaints:
    value, indicator = entry["value"], pack["indicators"].get((entry["indicator"],))
    if indicator is None or value in NO_VALUE:
        return
    wanted = {"count": int, "percent": int | Decimal, "list": dict}.get(indicator["unit"])
    if wanted is not None and not isinstance(value, wanted):
        words = {"count": "eine ganze Zahl", "percent": "eine Zahl in Prozent"}
        yield "value", f"zu {entry['indicator']} gehört {words.get(indicator['unit'], 'eine Liste')}"


def _check_indicator(entry: Entry, pack: Pack) -> Complaints:
    codes = [code for (code,) in pack["indicators"]]
    own = codes.index(entry["code"]) if entry["code"] in codes else len(codes)
    for key in ("share_of", "whole"):
        if entry[key] in codes and codes.index(entry[key]) >= own:
            yield key, f"die Kennzahl {entry[key]!r} muss davor stehen"
    if bool(entry["share_of"]) != bool(entry["whole"]):
        yield "share_of", "ein Anteil braucht beides, share_of und whole"
    yield from _check_offices(entry, pack["source_offices"])


def _check_offices(entry: Entry, offices: Mapping[Identity, Entry]) -> Complaints:
    own = entry["district_office"]
    if own and offices.get((own,), {}).get("per_municipality"):
        yield "district_office", "wer die Zahl des ganzen Kreises angibt, kann keine Stelle je Kommune sein"


def _check_duty(entry: Entry, pack: Pack) -> Complaints:
    months = (entry["first_month"], entry["last_month"])
    if entry["rhythm"] == PlanDuty.Rhythm.YEARLY and None in months:
        yield "rhythm", "eine jährliche Aufgabe braucht first_month und last_month"
    if None not in months and months[0] > months[1]:
        yield "last_month", "liegt vor first_month"


SECTIONS: list[Section] = [
    Rows(
        "focus",
        "Schwerpunkt",
        FocusArea,
        (
            Key("municipality", PLACE),
            Key("kind", OneOf(tuple(FocusArea.Kind.values))),
            Key("title", Text(250)),
            Key("origin", OneOf(tuple(FocusArea.Origin.values)), ""),
            Key("since", Day(), None),
            Key("reviewed_on", Day(), None),
            Key("ended_on", Day(), None),
            Key("note", Paragraphs(blank=True), ""),
        ),
        identity=("municipality", "title"),
        label="title",
        removal=Removal.KEEP,
        ordered=True,
    ),
    Rows(
        "part_remarks",
        "Angabe zum Baustein",
        PartRemark,
        (
            Key("municipality", PLACE),
            Key("part", OneOf(tuple(Part.values))),
            Key("state", OneOf(tuple(PartRemark.State.values))),
            Key("text", Paragraphs(blank=True), ""),
        ),
        identity=("municipality", "part"),
        label="part",
        removal=Removal.KEEP,
        ordered=True,
    ),
    Rows(
        "milestones",
        "Meilenstein",
        Milestone,
        (
            Key("municipality", PLACE),
            Key("year", Year()),
            Key("half", OneOf((0, 1, 2)), 0),
            Key("title", Text(300)),
            Key("state", OneOf(tuple(Milestone.State.values)), "planned"),
            Key("done_on", Day(), None),
            Key("note", Paragraphs(blank=True), ""),
        ),
        identity=("municipality", "year", "half", "title"),
        label="title",
        removal=Removal.KEEP,
        ordered=True,
    ),
    Rows(
        "source_offices",
        "Auskunftsstelle",
        SourceOffice,
        (
            Key("code", Code()),
            Key("name", Text(200)),
            Key("per_municipality", YesNo(), default=False),
            Key("email", mail_address(), ""),
            Key("note", Paragraphs(blank=True), ""),
            Key("active", YesNo(), default=True),
        ),
        removal=Removal.KEEP,
        ordered=True,
    ),
    Rows(
        "indicators",
        "Kennzahl",
        Indicator,
        (
            Key("code", Code()),
            Key("label", Text(200)),
            Key("short_label", Text(80, blank=True), ""),
            Key("unit", OneOf(tuple(Indicator.Unit.values))),
            Key("direction", OneOf(tuple(Indicator.Direction.values)), "neutral"),
            Key("office", OFFICE, ""),
            Key("district_office", OFFICE, ""),
            Key("district_only", YesNo(), default=False),
            Key("refers_to", OneOf(tuple(Indicator.Year.values)), "same_year"),
            Key("share_of", INDICATOR, ""),
            Key("whole", INDICATOR, ""),
            Key("is_additive", YesNo(), default=False),
            Key("may_exceed_100", YesNo(), default=False),
            Key("definition", Paragraphs(blank=True), ""),
            Key("active", YesNo(), default=True),
        ),
        label="label",
        removal=Removal.KEEP,
        ordered=True,
        check=_check_indicator,
    ),
    Values(
        "indicator_values",
        "Wert",
        IndicatorValue,
        (
            Key("municipality", PLACE),
            Key("year", Year()),
            Key("as_of", Day(), None),
            Key("source", Text(200, blank=True), ""),
            Key("recorded_on", Day(), None),
            Key("indicator", INDICATOR),
            Key("value", Figure()),
        ),
        identity=("municipality", "year", "indicator"),
        label="indicator",
        removal=Removal.KEEP,
        check=_check_value,
        spread=("indicator", "value"),
    ),
    Rows(
        "talk_questions",
        "Frage",
        TalkQuestion,
        (Key("code", Code()), Key("text", Paragraphs()), Key("active", YesNo(), default=True)),
        label="text",
        removal=Removal.KEEP,
        ordered=True,
    ),
    Rows(
        "plan_duties",
        "Aufgabe",
        PlanDuty,
        (
            Key("code", Code()),
            Key("part", OneOf(tuple(Part.values))),
            Key("task", Text(300)),
            Key("roles", SomeOf(tuple(Role.values))),
            Key("responsible", Text(200, blank=True), ""),
            Key("cooperation", Text(300, blank=True), ""),
            Key("rhythm", OneOf(tuple(PlanDuty.Rhythm.values))),
            Key("first_month", MONTHS, None),
            Key("last_month", MONTHS, None),
            Key("review_months", OneOf(tuple(range(1, 61))), 12),
            Key("per_municipality", YesNo(), default=True),
            Key("active", YesNo(), default=True),
        ),
        label="task",
        removal=Removal.KEEP,
        ordered=True,
        check=_check_duty,
    ),
]
