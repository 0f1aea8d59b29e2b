"""What has to be looked after in the list of offers, and where it has gaps. Pure: no Django, no clock."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

FUNDING_NOTICE: Final = timedelta(days=90)
CONFIRMED_FOR: Final = timedelta(days=365)
NIGHTS_UNTIL_BROKEN: Final = 2
DOUBLE_FROM: Final = 3
#: Stands for all target groups: an offer that names none is for everybody who immigrated.
ALL_GROUPS: Final = ""


@dataclass(frozen=True)
class Upkeep:
    """What is known about an offer that ages."""

    funding_ends_on: date | None = None
    confirmed_on: date | None = None
    missing_since: date | None = None
    link_problem: str = ""


@dataclass(frozen=True)
class Reminder:
    """One thing to be done about an offer: its code, how urgent (danger, warning, info), a chip and a sentence."""

    code: str
    kind: str
    chip: str
    sentence: str


def reminders_of(upkeep: Upkeep, today: date) -> list[Reminder]:
    """NET-11: An offer calls when its funding ends, it has gone, its page fails or nobody has confirmed it.

    - Funding: from 90 days before its end, and until somebody says how it goes on.
    - Gone from Integreat: until somebody confirms or ends it.
    - Page: after it failed on two nights.
    - Confirmation: when the last one is a year old or there is none.

    Source: ch. 5.2.2 (infrastructure is to be kept current).
    """
    found = []
    ends = upkeep.funding_ends_on
    if ends is not None and ends < today:
        found.append(
            Reminder("funding", "danger", "Förderung aus", f"Die Förderung endete am {ends:%d.%m.%Y}.")
        )
    elif ends is not None and ends <= today + FUNDING_NOTICE:
        found.append(
            Reminder("funding", "warning", "Förderung endet", f"Die Förderung endet am {ends:%d.%m.%Y}.")
        )
    gone = upkeep.missing_since
    if gone is not None and (upkeep.confirmed_on is None or upkeep.confirmed_on < gone):
        found.append(Reminder("gone", "danger", "entfallen", f"Fehlt in Integreat seit dem {gone:%d.%m.%Y}."))
    if upkeep.link_problem:
        found.append(Reminder("link", "warning", "Seite gestört", f"Internetseite: {upkeep.link_problem}"))
    if upkeep.confirmed_on is None:
        found.append(Reminder("unconfirmed", "info", "unbestätigt", "Noch nie bestätigt."))
    elif upkeep.confirmed_on <= today - CONFIRMED_FOR:
        said = f"Zuletzt bestätigt am {upkeep.confirmed_on:%d.%m.%Y}."
        found.append(Reminder("unconfirmed", "info", "unbestätigt", said))
    return found


def is_broken(failures: int) -> bool:
    """NET-12: A page counts as broken when it failed on two nights, not after a single one.

    Source: own rule, a server may be off for a night.
    """
    return failures >= NIGHTS_UNTIL_BROKEN


@dataclass(frozen=True)
class Counted:
    """An offer as the matrix counts it: topics and target groups by code, place by key, None for the whole district."""

    place: str | None
    topics: frozenset[str]
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Cell:
    """How many offers there are for a topic at a place, how many of them hold in the whole district."""

    offers: int = 0
    district_wide: int = 0
    double: bool = False

    @property
    def is_gap(self) -> bool:
        """Whether nobody offers anything."""
        return not self.offers


def matrix(
    offers: Sequence[Counted], topics: Iterable[str], places: Sequence[str], group: str = ALL_GROUPS
) -> dict[str, dict[str, Cell]]:
    """NET-13: A cell counts the offers for a topic at a place; what holds in the whole district counts in every place.

    - With a target group only offers that name it, or that name none and so are for everybody.
    - Gap: nobody offers anything. Double: at least 3 offers of the place itself have the topic and one target group in
      common (or name none); those of the whole district do not make a place double.

    Source: ch. 5.2.2 (gaps and double structures are to be seen).
    """
    fitting = [each for each in offers if not group or not each.groups or group in each.groups]
    return {
        topic: {
            place: _cell([each for each in fitting if topic in each.topics], place, group) for place in places
        }
        for topic in topics
    }


def _cell(offers: Sequence[Counted], place: str, group: str) -> Cell:
    local = [each for each in offers if each.place == place]
    wide = sum(each.place is None for each in offers)
    common = Counter(name for each in local for name in (each.groups or {ALL_GROUPS}))
    counted = common[group] + common[ALL_GROUPS] if group else max(common.values(), default=0)
    return Cell(len(local) + wide, wide, counted >= DOUBLE_FROM)


def widest_gaps(cells: dict[str, dict[str, Cell]]) -> list[tuple[str, list[str]]]:
    """NET-14: The most important gap is the topic that most places have no offer for; equal ones as in the list.

    Returns topic and places without an offer.

    Source: own rule.
    """
    gaps = [(topic, [place for place, cell in row.items() if cell.is_gap]) for topic, row in cells.items()]
    return sorted((entry for entry in gaps if entry[1]), key=lambda entry: -len(entry[1]))
