"""What differs between two texts: which paragraphs came, went or changed, and within a changed one which words.

Pure functions. Putting together all that stayed or went gives the older text's paragraphs, all that stayed or came
the newer one's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final, Literal

Kind = Literal["same", "inserted", "deleted", "changed"]

#: Longer pairs of paragraphs are shown as one that went and one that came: comparing their words takes too long.
MOST_WORD_PAIRS: Final = 1_000_000
#: Paragraphs that have less in common are different ones.
LEAST_LIKENESS: Final = 0.4

_WORD: Final = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Part:
    """Some words of a changed paragraph."""

    kind: Literal["same", "inserted", "deleted"]
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the comparison; only a changed one has more than one part."""

    kind: Kind
    parts: tuple[Part, ...]


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text: what stands between empty lines."""
    return [part.strip("\n") for part in re.split(r"\n[ ]*\n", text) if part.strip()]


def compare(old: str, new: str) -> list[Paragraph]:
    """Return the paragraphs of both texts in their order with what happened to them."""
    before, after = paragraphs_of(old), paragraphs_of(new)
    found: list[Paragraph] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            found += [Paragraph("same", (Part("same", text),)) for text in before[i:j]]
        else:
            found += _replaced(before[i:j], after[k:m])
    return found


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Paragraph]:
    for old, new in zip_longest(before, after):
        parts = _words(old, new) if old and new else None
        if parts:
            yield Paragraph("changed", parts)
            continue
        if old:
            yield Paragraph("deleted", (Part("deleted", old),))
        if new:
            yield Paragraph("inserted", (Part("inserted", new),))


def _words(old: str, new: str) -> tuple[Part, ...] | None:
    """Return the words of two paragraphs, or None if they have too little in common."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) * len(after) > MOST_WORD_PAIRS:
        return None
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < LEAST_LIKENESS:
        return None
    parts: list[Part] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(before[i:j])))
            continue
        if i < j:
            parts.append(Part("deleted", "".join(before[i:j])))
        if k < m:
            parts.append(Part("inserted", "".join(after[k:m])))
    return tuple(parts)
