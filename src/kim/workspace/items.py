"""Lines and parts of the work list on the start page."""

import dataclasses

ROWS_PER_SECTION = 8


@dataclasses.dataclass(frozen=True)
class Item:
    """One line: how urgent (chip and its kind), what, where, why, and the words of the one button that does it."""

    chip: str
    kind: str
    title: str
    url: str
    reason: str
    action: str


@dataclasses.dataclass(frozen=True)
class Section:
    """A part of the work list; `more` is the number of lines that are not shown."""

    title: str
    items: list[Item]
    lead: str = ""
    more: int = 0
    more_url: str = ""
