"""From the content of a concept to the blocks of a paper: pure functions, one for each part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kim.action_plans.papers import maps, profile_blocks
from kim.action_plans.papers.blocks import (
    Block,
    Bullets,
    Cell,
    Content,
    Heading,
    Item,
    Paper,
    Section,
    Table,
    Text,
)
from kim.action_plans.papers.schedule import schedule
from kim.action_plans.rules.lights import remark_is_shown
from kim.action_plans.rules.words import clearing_de, day_de

TITLE: Final = "Kommunales Handlungskonzept"
#: Part -> its heading in the concept of a municipality and in the district's own.
HEADINGS: Final = {
    "profile": ("Ortsprofil", "Kreisprofil"),
    "infrastructure": ("Örtliche Infrastruktur", "Kreisweite Infrastruktur"),
    "network_map": ("Örtliche Netzwerkkarte", "Kreisweite Netzwerkkarte"),
    "meetings": ("Örtliche Netzwerktreffen", "Kreisweite Netzwerktreffen"),
    "agreements": (
        "Örtliche Schnittstellenkonzepte und Kooperationsvereinbarungen",
        "Kreisweite Schnittstellenkonzepte und Kooperationsvereinbarungen",
    ),
    "groups": ("Örtliche Arbeits- und Projektgruppen", "Kreisweite Arbeits- und Projektgruppen"),
    "focus": ("Örtliche Schwerpunkte und Zielgruppen", "Kreisweite Schwerpunkte und Zielgruppen"),
    "access": ("Örtliche Zugangssteuerung", "Kreisweite Zugangssteuerung"),
}
NOT_RELEASED: Final = "Noch nicht freigegeben."
_SAID: Final = {"none": "Keine.", "in_progress": "In Bearbeitung.", "open": "Noch keine Angabe."}
_ELSEWHERE: Final = (
    "Was für den ganzen Kreis vereinbart ist, gilt auch hier und ist nicht wiederholt: kreisweite Netzwerkpartner, "
    "Netzwerktreffen, Vereinbarungen, Gruppen, Schwerpunkte und Zugänge. Es steht {place}."
)
_EVERYWHERE: Final = (
    "Was hier steht, gilt für alle Städte und Gemeinden und ist in deren Handlungskonzepten nicht wiederholt."
)


def paper_of_one(content: Content, district: str, as_of: str, status: str = "") -> Paper:
    """Return the concept of one territory as a paper of its own."""
    section = Section(content["full_name"], _blocks(content, _in_concept_of(district), as_of))
    return Paper(TITLE, content["full_name"], district, as_of, status, (section,), is_whole=False)


def _in_concept_of(district: str) -> str:
    of_it = f"des {district.replace('Kreis ', 'Kreises ', 1)}" if district.startswith("Kreis ") else district
    return f"im Kommunalen Handlungskonzept {of_it}"


def paper_of_all(contents: Content, status: str = "") -> Paper:
    """Return the whole: the district's own concept and those of its municipalities as annexes."""
    own = contents["district"]
    sections = [
        Section(each["full_name"], _blocks(each, "in Anlage 1", contents["as_of"]))
        for each in (own, *contents["municipalities"])
    ]
    return Paper(TITLE, own["name"], own["name"], contents["as_of"], status, tuple(sections), is_whole=True)


@dataclass(frozen=True)
class Annex:
    """What was released last of one concept: its content, its day and what is said about that version.

    Without a release there is no content.
    """

    title: str
    content: Content | None = None
    as_of: str = ""
    status: str = ""


def paper_of_released(district: str, annexes: Sequence[Annex]) -> Paper:
    """Return the whole as it was released: the district's own concept first, each as it stood on its day.

    At least one concept must have been released; the others are named and nothing of them is said.
    """
    own, *_ = annexes
    released = [annex for annex in annexes if annex.content is not None]
    elsewhere = (
        "in Anlage 1" if own.content else f"{_in_concept_of(district)}, das noch nicht freigegeben ist"
    )
    sections = tuple(Section(annex.title, _released(annex, elsewhere)) for annex in annexes)
    as_of = max(annex.as_of for annex in released)
    status = f"Zuletzt freigegebene Fassungen: {len(released)} von {len(annexes)} Handlungskonzepten"
    return Paper(TITLE, district, district, as_of, status, sections, is_whole=True)


def _released(annex: Annex, elsewhere: str) -> tuple[Block, ...]:
    if annex.content is None:
        return (Text(NOT_RELEASED, "missing"),)
    return Text(annex.status), *_blocks(annex.content, elsewhere, annex.as_of)


def _blocks(content: Content, elsewhere: str, as_of: str) -> tuple[Block, ...]:
    is_district = _is_district(content)
    hint = _EVERYWHERE if is_district else _ELSEWHERE.format(place=elsewhere)
    blocks: list[Block] = [Text(hint, "hint")]
    if content["responsible"]:
        blocks.append(Text(f"Zuständiges KIM-Case Management: {', '.join(content['responsible'])}"))
    for part, headings in HEADINGS.items():
        blocks += [Heading(headings[is_district]), *part_blocks(content, part)]
    if content["milestones"]:
        blocks += [Heading("Zeitplan"), *schedule(content["milestones"], as_of)]
    # Contents that were kept before it stood in them have none.
    if duties := content.get("responsibilities"):
        columns = ("Aufgabe", "Zuständig", "In Zusammenarbeit mit", "Rhythmus")
        blocks += [
            Heading("Zuständigkeiten"),
            _table("Wer was wann tut", columns, (6, 4, 4, 3), duties, _duty),
        ]
    return tuple(blocks)


def _duty(duty: dict[str, Any]) -> tuple[Cell, ...]:
    return Cell(duty["task"], duty["part"]), *(Cell(duty[key]) for key in ("who", "cooperation", "rhythm"))


def _is_district(content: Content) -> bool:
    return len(content["ags"]) == 5


def part_blocks(content: Content, part: str) -> list[Block]:
    """Return what stands below the heading of a part: its remark if shown, its entries, or that there are none."""
    remark = content["remarks"][part]
    entries = _PARTS[part](content)
    if not entries:
        is_said = remark["text"] or remark["state"] == "none"
        return [Text(remark["text"] or _SAID[remark["state"]], "plain" if is_said else "missing")]
    said = remark["text"] if remark_is_shown(content, part) else ""
    return [*([Text(said)] if said else []), *entries]


def _infrastructure(content: Content) -> list[Block]:
    found: list[Block] = []
    if content["contact_office"]:
        found.append(Text(f"Ansprechstelle in der Verwaltung: {content['contact_office']}"))
    elif content.get("contact_rule"):
        found.append(
            Text(f"Ansprechstelle in der Verwaltung: nicht genannt; dann {content['contact_rule']}.")
        )
    if address := content["infrastructure"].get("integreat_url"):
        found.append(Text(f"Angebote in Integreat: {address}"))
    offers = content["infrastructure"]["offers"]
    if offers:
        found.append(
            _table("Angebote", ("Angebot", "Themen", "Für wen", "Förderung"), (5, 3, 5, 3), offers, _offer)
        )
    return found


def _offer(offer: dict[str, Any]) -> tuple[Cell, ...]:
    ends = f"bis {day_de(offer['funding_ends_on'])}" if offer["funding_ends_on"] else ""
    languages = f"Sprachen: {', '.join(offer['languages'])}" if offer["languages"] else ""
    return (
        Cell(offer["name"], ", ".join(part for part in (offer["provider"], offer["url"]) if part)),
        Cell(", ".join(offer["topics"])),
        Cell(", ".join(offer["target_groups"]) or "alle Zugewanderten", languages),
        Cell(offer["funding"], ends),
    )


def _network_map(content: Content) -> list[Block]:
    partners = content["network_map"]
    if not partners:
        return []
    columns = ("Partner", "Art", "Letztes Kooperationsgespräch")
    return [
        maps.picture(content["name"], partners),
        _table(
            "Partner mit Kooperationsgespräch",
            columns,
            (5, 3, 4),
            partners,
            lambda partner: (
                Cell(partner["name"]),
                Cell(partner["kind"]),
                Cell(day_de(partner["last_talk_on"])),
            ),
        ),
    ]


def _meetings(content: Content) -> list[Block]:
    meetings = content["network_meetings"]
    if not any(each["level"] or each["kim_part"] or each["rhythm"] for each in meetings):
        return _bullets([Item(each["name"]) for each in meetings])
    columns = ("Netzwerktreffen", "Ebene", "Rolle von KIM", "Rhythmus")
    return [
        _table(
            "Netzwerktreffen",
            columns,
            (6, 2, 4, 3),
            meetings,
            lambda each: tuple(Cell(each[key]) for key in ("name", "level", "kim_part", "rhythm")),
        )
    ]


def _agreements(content: Content) -> list[Block]:
    return _bullets([Item(each["title"], _about_agreement(each)) for each in content["agreements"]])


def _about_agreement(agreement: dict[str, Any]) -> str:
    """What the title does not say already."""
    parts = [
        "" if agreement["kind"].casefold() in agreement["title"].casefold() else agreement["kind"],
        agreement["state"],
        f"gilt ab {day_de(agreement['valid_from'])}" if agreement["valid_from"] else "",
        f"Überprüfung am {day_de(agreement['review_on'])}" if agreement["review_on"] else "",
        f"Partner: {', '.join(agreement['partners'])}" if agreement["partners"] else "",
    ]
    return " · ".join(part for part in parts if part)


def _groups(content: Content) -> list[Block]:
    return _bullets(
        [Item(_group(each), _members(each), tuple(each["results"])) for each in content["groups"]]
    )


def _members(group: dict[str, Any]) -> str:
    members = group.get("members")
    return f"Mitglieder: {'; '.join(members)}" if members else ""


def _group(group: dict[str, Any]) -> str:
    return group["name"] if group["state"] == "laufend" else f"{group['name']} ({group['state']})"


def _focus(content: Content) -> list[Block]:
    return _bullets([Item(each["title"], _about_focus(each)) for each in content["focus"]])


def _about_focus(area: dict[str, Any]) -> str:
    reviewed = f"zuletzt überprüft am {day_de(area['reviewed_on'])}" if area["reviewed_on"] else ""
    return " · ".join(part for part in (area["kind"], area["origin"], reviewed) if part)


def _access(content: Content) -> list[Block]:
    access = content["access"]
    found: list[Block] = []
    if not _is_district(content):
        found.append(Text(f"Zentrale Clearingstelle: {clearing_de(access['clearing_point'])}"))
    if access["office_hours"]:
        found.append(
            _table(
                "Sprechzeiten", ("Sprechzeit", "Ort", "Hinweis"), (4, 5, 4), access["office_hours"], _hours
            )
        )
    for channel in access["channels"]:
        found.append(Heading(channel["label"], level=2))
        found += [Text(paragraph) for paragraph in channel["description"]]
        found += _bullets([Item(line) for line in channel["criteria"]])
    return found


def _hours(hours: dict[str, Any]) -> tuple[Cell, ...]:
    # Where there are no open hours, a place is where people go instead.
    instead = "stattdessen: " if hours.get("none") and hours["place"] and not hours["by_arrangement"] else ""
    return Cell(hours["words"]), Cell(instead + hours["place"], hours["address"]), Cell(hours["note"])


def _bullets(items: Sequence[Item]) -> list[Block]:
    return [Bullets(tuple(items))] if items else []


def _table(
    caption: str,
    head: tuple[str, ...],
    widths: tuple[int, ...],
    rows: Sequence[dict[str, Any]],
    cells: Callable[[dict[str, Any]], tuple[Cell, ...]],
) -> Table:
    """Return a table without the columns in which nothing stands."""
    filled = [cells(row) for row in rows]
    kept = [
        place for place in range(len(head)) if place == 0 or any(row[place] != Cell("") for row in filled)
    ]
    return Table(
        caption,
        tuple(head[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in filled),
        tuple(widths[place] for place in kept),
    )


_PARTS: Final[dict[str, Callable[[Content], list[Block]]]] = {
    "profile": profile_blocks.profile,
    "infrastructure": _infrastructure,
    "network_map": _network_map,
    "meetings": _meetings,
    "agreements": _agreements,
    "groups": _groups,
    "focus": _focus,
    "access": _access,
}
