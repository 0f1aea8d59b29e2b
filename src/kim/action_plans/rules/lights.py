"""The lights of a whole concept from its content: what is counted in each part, and what each part wants."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kim.action_plans.rules.completeness import (
    Counted,
    Figures,
    Light,
    Result,
    Said,
    agreement_review_is_due,
    funding_warning,
    light_of,
    light_of_profile,
    plural,
    review_is_due,
    talk_is_due,
)
from kim.network.rules import RuleError, read_rule

Content = Mapping[str, Any]

PARTS: Final = (
    "profile",
    "infrastructure",
    "network_map",
    "meetings",
    "agreements",
    "groups",
    "focus",
    "access",
)
#: Where the entries of a part stand in the content of a concept.
ENTRIES: Final[Mapping[str, str]] = {
    "network_map": "network_map",
    "meetings": "network_meetings",
    "agreements": "agreements",
    "groups": "groups",
    "focus": "focus",
}
UNDER_REVIEW: Final = "wird überprüft"
REVIEW_DUE: Final = "Überprüfung fällig"
WEEKDAYS: Final = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


@dataclass(frozen=True)
class Around:
    """What the lights of a place need besides its content.

    `wide` says how many entries of a part hold in the whole district; the days are those of the yearly talk. The
    concept of the district itself has neither.
    """

    wide: Mapping[str, int] = field(default_factory=dict)
    is_district: bool = False
    held_on: date | None = None
    planned_on: date | None = None


def lights(content: Content, around: Around, day: date) -> dict[str, dict[str, str]]:
    """PLAN-8: Each of the eight parts has a light and a sentence; both follow from the concept and are never typed.

    Source: requirement K11 (completeness light per part and municipality).
    """
    found = {part: _light(part, content, around, day) for part in PARTS}
    return {part: {"light": one.light.value, "text": one.text} for part, one in found.items()}


def _light(part: str, content: Content, around: Around, day: date) -> Result:
    said = Said(content["remarks"][part]["state"])
    if part == "profile":
        return light_of_profile(_figures(content), day, said)
    entries, wanting = COUNTS[part](content, around, day)
    wide = 0 if around.is_district else around.wide.get(part, 0)
    return light_of(Counted(entries, wide, wanting, said))


def has_entries(content: Content, part: str) -> bool:
    """Whether anything stands in a part of a concept beside what is said about the part as a whole."""
    if part == "profile":
        years = content["indicators"].values()
        return any(one["state"] != "not_recorded" for by_year in years for one in by_year.values())
    if part == "infrastructure":
        return bool(content["infrastructure"]["offers"])
    if part == "access":
        access = content["access"]
        return bool(access["office_hours"] or access["channels"] or access["clearing_point"])
    return bool(content[ENTRIES[part]])


def remark_is_shown(content: Content, part: str) -> bool:
    """PLAN-32: What is said about a part as a whole is shown while the part is empty or being worked on.

    Beside entries "there is none" or "not taken over yet" would contradict them.

    Source: requirement K11; concept Kreis Warendorf 2025, annexes 2 to 14 ("none", "in work").
    """
    is_in_work = content["remarks"][part]["state"] == Said.IN_PROGRESS.value
    return is_in_work or not has_entries(content, part)


def overall(completeness: Mapping[str, Mapping[str, str]]) -> Light:
    """Return the light of a whole concept: done if all parts are, missing if all parts are missing."""
    found = {part["light"] for part in completeness.values()}
    if found == {Light.DONE.value}:
        return Light.DONE
    return Light.MISSING if found == {Light.MISSING.value} else Light.PARTLY


def _figures(content: Content) -> Figures:
    by_year: Counter[int] = Counter()
    for years in content["indicators"].values():
        by_year.update(int(year) for year, one in years.items() if one["state"] != "not_recorded")
    return Figures(len(content["indicators"]), by_year)


Words = tuple[Sequence[str], Sequence[str]]


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _infrastructure(content: Content, around: Around, day: date) -> Words:
    offers = content["infrastructure"]["offers"]
    ends = [_day(offer["funding_ends_on"]) for offer in offers]
    if not offers and _is_in_integreat(content["infrastructure"]):
        return ["wird in Integreat gepflegt"], ["hier noch keine Angebote"]
    words = [plural(len(offers), "Angebot", "Angebote")] if offers else []
    return words, funding_warning([end for end in ends if end], day)


def _is_in_integreat(infrastructure: Content) -> bool:
    """Whether the offers are said to be kept in Integreat: by its address there or in the text of the part."""
    return bool(infrastructure.get("integreat_url")) or "integreat" in infrastructure["text"].casefold()


def _network_map(content: Content, around: Around, day: date) -> Words:
    count = len(content["network_map"])
    return ([f"{count} Partner mit Kooperationsgespräch"] if count else []), []


def _meetings(content: Content, around: Around, day: date) -> Words:
    count = len(content["network_meetings"])
    where = plural(count, "Treffen", "Treffen") if around.is_district else f"{count} örtlich"
    return ([where] if count else []), []


def _agreements(content: Content, around: Around, day: date) -> Words:
    rows = content["agreements"]
    by_state = Counter(row["state"] for row in rows)
    words = [f"{count} {state}" for state, count in by_state.items()]
    due = [
        row
        for row in rows
        if agreement_review_is_due(_day(row["review_on"]), under_review=row["state"] == UNDER_REVIEW, day=day)
    ]
    return words, [REVIEW_DUE] if due else []


def _groups(content: Content, around: Around, day: date) -> Words:
    by_state = Counter(row["state"] for row in content["groups"])
    return [f"{count} {state}" for state, count in sorted(by_state.items(), reverse=True)], []


def _focus(content: Content, around: Around, day: date) -> Words:
    rows = content["focus"]
    words = [f"{count} {kind}" for kind, count in _kinds(rows)]
    due = [row for row in rows if review_is_due(_day(row["reviewed_on"]), day)]
    wanting = [REVIEW_DUE] if due else []
    if not around.is_district and talk_is_due(around.held_on, around.planned_on, day):
        wanting.append(f"Gespräch {day.year} fehlt")
    return words, wanting


def _kinds(rows: Sequence[Content]) -> list[tuple[str, int]]:
    by_kind = Counter(row["kind"] for row in rows)
    many = {"Schwerpunkt": "Schwerpunkte", "Zielgruppe": "Zielgruppen"}
    return [(kind if count == 1 else many.get(kind, kind), count) for kind, count in by_kind.items()]


def _access(content: Content, around: Around, day: date) -> Words:
    access = content["access"]
    hours, channels, clearing = access["office_hours"], access["channels"], access["clearing_point"]
    ways = [plural(len(channels), "Zugangsweg", "Zugangswege")] if channels else []
    if around.is_district:
        return ways, []
    said = [_hours(hours)] if hours else []
    if clearing is not None:
        said.append(f"Clearingstelle {'ja' if clearing else 'nein'}")
    wanting = ["Zeiten der Sprechzeit nicht bekannt"] if _is_time_unknown(hours) else []
    if not hours:
        wanting.append("Sprechzeit fehlt")
    if clearing is None:
        wanting.append("Clearingstelle nicht bekannt")
    # Where nothing is said at all, "nothing entered yet" is enough.
    return [*said, *ways], wanting if said or ways else []


def _is_time_unknown(hours: Sequence[Content]) -> bool:
    """Whether there are hours of which nobody knows when; contents kept before this could be said have none."""
    return any(row.get("times_unknown") or (row["rule"] and row.get("starts", "") is None) for row in hours)


def _hours(hours: Sequence[Content]) -> str:
    days = sorted({weekday for row in hours for weekday in _weekdays(row["rule"])})
    # Contents that were kept before this could be said know nothing of it.
    if not days and any(row.get("none") for row in hours):
        return "keine offene Sprechzeit"
    if not days and any(row.get("times_unknown") for row in hours):
        return "Sprechzeit"
    if not days:
        return "Sprechzeit nach Vereinbarung"
    return f"Sprechzeit {', '.join(WEEKDAYS[weekday] for weekday in days)}"


def _weekdays(rule: str) -> list[int]:
    if not rule:
        return []
    try:
        return [part.weekday for part in read_rule(rule).days]
    except RuleError:
        return []


COUNTS: Final[Mapping[str, Callable[[Content, Around, date], Words]]] = {
    "infrastructure": _infrastructure,
    "network_map": _network_map,
    "meetings": _meetings,
    "agreements": _agreements,
    "groups": _groups,
    "focus": _focus,
    "access": _access,
}
