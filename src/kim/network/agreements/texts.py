"""The text of an agreement: how a draft is made from text blocks, and how a text is read as headings and paragraphs.

Pure functions. Paragraphs are parted by empty lines; a line that begins with `#` is a heading, one that begins with
`-` a point of a list.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

PLACEHOLDERS: Final = ("partner", "ort", "kreis")

_PLACEHOLDER: Final = re.compile(r"\{(partner|ort|kreis)\}")
_HEADING: Final = re.compile(r"#+\s+(?P<text>\S.*)")
_POINT: Final = re.compile(r"[-–•]\s+(?P<text>\S.*)")

Kind = Literal["heading", "point", "paragraph"]


@dataclass(frozen=True)
class Piece:
    """A heading, a point of a list or a paragraph; a paragraph may have several lines."""

    kind: Kind
    text: str


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into `{partner}`, `{ort}` and `{kreis}` once; every other brace stays as it was typed."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def compose(blocks: Iterable[tuple[str, str]], values: Mapping[str, str]) -> str:
    """Return a draft made of headings and bodies with the values filled in."""
    return "\n\n".join(
        f"# {fill(heading, values)}\n\n{fill(body, values).strip()}" for heading, body in blocks
    )


def in_words(names: Iterable[str]) -> str:
    """Return names as a German list: "A, B und C"."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} und {last}" if first else last


def pieces(text: str) -> list[Piece]:
    """Return the headings, points and paragraphs of a text."""
    found: list[Piece] = []
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        special = _special(line.strip())
        if (special or not line.strip()) and lines:
            found.append(Piece("paragraph", "\n".join(lines)))
            lines = []
        if special:
            found.append(special)
        elif line.strip():
            lines.append(line.strip())
    return found


def _special(line: str) -> Piece | None:
    if heading := _HEADING.fullmatch(line):
        return Piece("heading", heading["text"])
    if point := _POINT.fullmatch(line):
        return Piece("point", point["text"])
    return None
