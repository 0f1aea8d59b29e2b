"""What has changed between two states of a concept: pure functions over its content."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kim.action_plans.rules.milestones import said_state
from kim.action_plans.rules.words import clearing_de, day_de, figure_de, half_de

Content = Mapping[str, Any]
Row = Mapping[str, Any]
Tell = Callable[[Any], str]

NOTHING: Final = "keine Angabe"
#: The official key of a district has so many digits, that of a municipality more.
DISTRICT_DIGITS: Final = 5


@dataclass(frozen=True)
class PartChanges:
    """What has changed in a part: its key (a part, or milestones, responsible) and a sentence for each change."""

    part: str
    sentences: tuple[str, ...]


def changes(before: Content, after: Content) -> list[PartChanges]:
    """PLAN-21: Two states of a concept are compared part by part; parts without a change are left out.

    Source: requirement K11 (released versions are comparable).
    """
    found = {part: tuple(compare(before, after)) for part, compare in _PARTS.items()}
    return [PartChanges(part, sentences) for part, sentences in found.items() if sentences]


def figure_changes(before: Content, after: Content) -> list[str]:
    """PLAN-22: A figure has changed when its words have; one that was never asked for was not yet recorded.

    Source: concept Kreis Warendorf 2025, ch. 5.2.1 ("noch nicht erfasst" is a value).
    """
    labels = {**before["indicator_labels"], **after["indicator_labels"]}
    found = []
    for code, label in labels.items():
        old, new = before["indicators"].get(code, {}), after["indicators"].get(code, {})
        for year in sorted({*old, *new}):
            was, now = _figure(old.get(year), label), _figure(new.get(year), label)
            if was != now:
                found.append(f"{label['label']} {year}: {now} statt {was}")
    return found


def _figure(figure: Row | None, label: Row) -> str:
    return figure_de(figure or {"state": "not_recorded", "value": None}, str(label["unit"]))


def row_changes(
    before: Sequence[Row], after: Sequence[Row], key: str, fields: Mapping[str, str]
) -> list[str]:
    """PLAN-23: Entries are the same when they have the same name; of several of one name the first is the first.

    `fields` are the names of the values that are compared, with their German words.

    Source: requirement K11.
    """
    old, new = _by_name(before, key), _by_name(after, key)
    found = [f"Neu: {name}" for name, number in new if (name, number) not in old]
    found += [f"Entfallen: {name}" for name, number in old if (name, number) not in new]
    for name, number in old.keys() & new.keys():
        was, now = old[name, number], new[name, number]
        found += _value_changes(name, was, now, fields)
    return sorted(found, key=_order)


def _by_name(rows: Sequence[Row], key: str) -> dict[tuple[str, int], Row]:
    found: dict[tuple[str, int], Row] = {}
    seen: dict[str, int] = {}
    for row in rows:
        name = str(row[key])
        seen[name] = seen.get(name, 0) + 1
        found[name, seen[name]] = row
    return found


def _order(sentence: str) -> tuple[int, str]:
    """What is new first, then what is gone, then what is different."""
    for place, beginning in enumerate(("Neu: ", "Entfallen: ")):
        if sentence.startswith(beginning):
            return place, sentence
    return 2, sentence


def _value_changes(name: str, was: Row, now: Row, fields: Mapping[str, str]) -> list[str]:
    found = []
    for field, word in fields.items():
        one, other = _words(field, was.get(field)), _words(field, now.get(field))
        if one == other:
            continue
        # Long texts are not told twice; their new state stands in the concept.
        found.append(
            f"{name}: {word} geändert"
            if field in _LONG
            else f"{name}: {word} {_said(other)} statt {_said(one)}"
        )
    return found


_LONG: Final = frozenset({"description", "criteria", "results"})
_DAYS: Final = ("_on", "_from")


def _words(field: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if value and field.endswith(_DAYS):
        return day_de(str(value))
    return str(value or "")


def _said(words: str) -> str:
    return words or NOTHING


def remark_changes(part: str, before: Content, after: Content) -> list[str]:
    """PLAN-24: What is said about a part as a whole has changed when its state or its text has.

    Source: requirement K11.
    """
    was, now = before["remarks"].get(part, _NO_REMARK), after["remarks"].get(part, _NO_REMARK)
    one, other = (remark["text"] or _STATES[remark["state"]] for remark in (was, now))
    return [] if one == other else [f"Angabe zum Baustein: „{other}“ statt „{one}“"]


_NO_REMARK: Final = {"state": "open", "text": ""}
_STATES: Final = {"open": NOTHING, "in_progress": "in Bearbeitung", "none": "keine vorhanden"}


def _infrastructure(before: Content, after: Content) -> Iterable[str]:
    yield from remark_changes("infrastructure", before, after)
    yield from _single("Ansprechstelle", before["contact_office"], after["contact_office"])
    if _both_have("contact_rule", before, after):
        yield from _single(
            "Wer antwortet, wo keine Ansprechstelle genannt ist",
            before["contact_rule"],
            after["contact_rule"],
        )
    # Contents that were kept before there was such an address have none.
    addresses = (each["infrastructure"].get("integreat_url", "") for each in (before, after))
    yield from _single("Seite in Integreat", *addresses)
    fields = {
        "provider": "Träger",
        "topics": "Themen",
        "target_groups": "Zielgruppen",
        "languages": "Sprachen",
        "funding": "Förderung",
        "funding_ends_on": "Ende der Förderung",
        "url": "Internetseite",
    }
    yield from row_changes(
        before["infrastructure"]["offers"], after["infrastructure"]["offers"], "name", fields
    )


def _both_have(key: str, before: Row, after: Row) -> bool:
    """Whether both kept something at all: states of earlier versions were kept without it, which says nothing."""
    return key in before and key in after


def _single(word: str, was: str, now: str) -> Iterable[str]:
    if was != now:
        yield f"{word}: {_said(now)} statt {_said(was)}"


def _access(before: Content, after: Content) -> Iterable[str]:
    was, now = before["access"], after["access"]
    yield from remark_changes("access", before, after)
    # The district has none of its own; states kept long ago say "no" of it.
    if len(after["ags"]) > DISTRICT_DIGITS and not _is_same_no(before, after):
        yield from _single(
            "Clearingstelle", clearing_de(was["clearing_point"]), clearing_de(now["clearing_point"])
        )
    hours = {"address": "Anschrift", "words": "Zeit", "note": "Hinweis"}
    yield from row_changes(_named(was), _named(now), "name", hours)
    ways = {"description": "Beschreibung", "criteria": "Kriterien"}
    yield from row_changes(was["channels"], now["channels"], "label", ways)


def _is_same_no(before: Content, after: Content) -> bool:
    """Whether a "no" is one of those that, when it was kept, could also mean that nobody knew."""
    meant_both = before["access"]["clearing_point"] is False and "contact_rule" not in before
    return meant_both and after["access"]["clearing_point"] is None


def _named(access: Row) -> list[Row]:
    """Office hours by their place; that there are none may stand without one."""
    return [{**row, "name": row["place"] or row["words"]} for row in access["office_hours"]]


def _groups(before: Content, after: Content) -> Iterable[str]:
    yield from remark_changes("groups", before, after)
    fields = {"kind": "Art", "state": "Stand", "results": "Ergebnisse"}
    yield from row_changes(before["groups"], after["groups"], "name", fields)
    old, new = _by_name(before["groups"], "name"), _by_name(after["groups"], "name")
    for key in sorted(old.keys() & new.keys()):
        if _both_have("members", old[key], new[key]):
            yield from _value_changes(key[0], old[key], new[key], {"members": "Mitglieder"})


def _responsibilities(before: Content, after: Content) -> Iterable[str]:
    """Who does what: a task is known by its part and words, for the same words may stand in several parts."""
    if _both_have("responsibilities", before, after):
        old, new = (
            [{**row, "name": f"{row['part']}: {row['task']}"} for row in content["responsibilities"]]
            for content in (before, after)
        )
        fields = {"who": "Zuständig", "cooperation": "Zusammenarbeit", "rhythm": "Rhythmus"}
        yield from row_changes(old, new, "name", fields)


def _responsible(before: Content, after: Content) -> Iterable[str]:
    yield from _single("Zuständig", ", ".join(before["responsible"]), ", ".join(after["responsible"]))
    yield from _responsibilities(before, after)


def _milestones(before: Content, after: Content) -> Iterable[str]:
    old, new = (
        [
            {**row, "when": half_de(row["year"], row["half"]), "state": said_state(row["state"])}
            for row in content["milestones"]
        ]
        for content in (before, after)
    )
    yield from row_changes(old, new, "title", {"when": "Zeit", "state": "Stand"})


def _listed(
    part: str, field: str, key: str, fields: Mapping[str, str]
) -> Callable[[Content, Content], list[str]]:
    def compare(before: Content, after: Content) -> list[str]:
        remarks = remark_changes(part, before, after)
        return [*remarks, *row_changes(before[field], after[field], key, fields)]

    return compare


_PARTS: Final[dict[str, Callable[[Content, Content], Iterable[str]]]] = {
    "profile": lambda before, after: [
        *remark_changes("profile", before, after),
        *figure_changes(before, after),
    ],
    "infrastructure": _infrastructure,
    "network_map": _listed(
        "network_map", "network_map", "name", {"kind": "Art", "last_talk_on": "letztes Gespräch"}
    ),
    "meetings": _listed(
        "meetings",
        "network_meetings",
        "name",
        {"level": "Ebene", "kim_part": "Rolle von KIM", "rhythm": "Rhythmus"},
    ),
    "agreements": _listed(
        "agreements",
        "agreements",
        "title",
        {
            "kind": "Art",
            "state": "Stand",
            "partners": "Partner",
            "valid_from": "gilt ab",
            "review_on": "Überprüfung am",
        },
    ),
    "groups": _groups,
    "focus": _listed(
        "focus",
        "focus",
        "title",
        {"kind": "Art", "origin": "Herkunft", "reviewed_on": "zuletzt überprüft am"},
    ),
    "access": _access,
    "milestones": _milestones,
    "responsible": _responsible,
}
