"""What a paper is made of, before it becomes PDF, Word or HTML: a few kinds of blocks with plain text in them."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from kim.action_plans.papers.demo import notice


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 a part of a concept, level 2 within it."""

    text: str
    level: int = 1
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True)
class Text:
    """A paragraph; `tone` is plain, missing (nothing is known), or hint."""

    text: str
    tone: str = "plain"
    kind: str = field(default="text", init=False)


@dataclass(frozen=True)
class Item:
    """A line of a list with an addition in smaller letters, and lines of its own below."""

    text: str
    note: str = ""
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[Item, ...]
    kind: str = field(default="bullets", init=False)


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `is_missing` when it says that there is no value."""

    text: str
    note: str = ""
    is_missing: bool = False


@dataclass(frozen=True)
class Table:
    """A table: each row begins with what it is about. `widths` are shares; columns from `numeric_from` hold numbers."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    numeric_from: int = 99
    kind: str = field(default="table", init=False)


@dataclass(frozen=True)
class Figure:
    """A small chart: the latest value, what it is, the value before, and the line as SVG with its words.

    `about` is the beginning of the row with the same figures in the table that follows.
    """

    about: str
    value: str
    label: str
    note: str
    svg: str
    alt: str

    @property
    def drawing(self) -> SafeString:
        """The drawing for a page; it is made here from numbers and escaped words."""
        return mark_safe(self.svg)  # noqa: S308


@dataclass(frozen=True)
class Figures:
    """Small charts side by side; everything in them stands in the table that follows, too."""

    items: tuple[Figure, ...]
    kind: str = field(default="figures", init=False)


@dataclass(frozen=True)
class Picture:
    """A drawing (SVG) with the same in words; `ratio` is its height divided by its width.

    `narrow` is another drawing of the same for phones.
    """

    svg: str
    alt: str
    ratio: float
    narrow: str = ""
    kind: str = field(default="picture", init=False)

    @property
    def drawing(self) -> SafeString:
        """The drawing for a page; it is made here from numbers and escaped words."""
        return mark_safe(self.svg)  # noqa: S308

    @property
    def narrow_drawing(self) -> SafeString:
        """The drawing for a phone; made here, too."""
        return mark_safe(self.narrow)  # noqa: S308


Block = Heading | Text | Bullets | Table | Figures | Picture


@dataclass(frozen=True)
class Section:
    """The concept of one territory."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Paper:
    """One concept, or the whole with its annexes; `status` says whether and why it was released.

    `notice` says on papers of a demo that not all of it is true; no paper can be made without it.
    """

    title: str
    subtitle: str
    district: str
    as_of: str
    status: str
    sections: tuple[Section, ...]
    is_whole: bool
    notice: str = field(default_factory=notice, init=False)

    @property
    def full_title(self) -> str:
        """What a file is called inside."""
        return f"{self.title} {self.subtitle}"


Content = dict[str, Any]
