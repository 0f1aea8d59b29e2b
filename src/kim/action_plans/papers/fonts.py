"""Which characters the fonts of papers have, and text made so that every character can be printed."""

import functools
import re
import struct
import unicodedata
from pathlib import Path
from typing import Final

from kim import core

FOLDER: Final = Path(core.__file__).parent / "fonts"
FAMILIES: Final = ("Fira Sans", "Vazirmatn")
#: Stands for a character that no font has, such as a picture sign.
SUBSTITUTE: Final = "\u25a1"
#: Characters without a picture of their own: joiners, marks of direction, soft hyphens.
_UNSEEN: Final = "Cf"
_LONGEST_WORD: Final = 40
_LONG_WORD: Final = re.compile(rf"[^\s\u200b]{{{_LONGEST_WORD + 1},}}")
_BREAK: Final = "\u200b"


@functools.cache
def covered() -> frozenset[int]:
    """Return the characters that at least one font has in each of its weights."""
    found: set[int] = set()
    for folder in sorted(path for path in FOLDER.iterdir() if path.is_dir()):
        weights = [_characters(path.read_bytes()) for path in sorted(folder.glob("*.ttf"))]
        found |= set.intersection(*weights)
    return frozenset(found)


def _characters(font: bytes) -> set[int]:
    """Read the character map of a TrueType font (format 4, which both families have).

    Source: OpenType specification, table cmap.
    """
    start = _subtable(font)
    (twice,) = struct.unpack_from(">H", font, start + 6)
    # Four columns of the same length: last character, first character, distance to the glyph, place in a list.
    places = (start + 14, start + 16 + twice, start + 16 + 2 * twice, start + 16 + 3 * twice)
    columns = [struct.unpack_from(f">{twice // 2}H", font, place) for place in places]
    found: set[int] = set()
    for number, (last, first, distance, offset) in enumerate(zip(*columns, strict=True)):
        at = places[3] + 2 * number + offset - 2 * first
        found.update(
            sign
            for sign in range(first, last + 1)
            if (_glyph(font, at + 2 * sign, distance) if offset else (sign + distance) % 0x10000)
        )
    return found - {0xFFFF}


def _glyph(font: bytes, at: int, distance: int) -> int:
    """A character whose glyph is 0 is not in the font."""
    glyph = int.from_bytes(font[at : at + 2], "big")
    return (glyph + distance) % 0x10000 if glyph else 0


def _subtable(font: bytes) -> int:
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(tables))
    start: int = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (maps,) = struct.unpack_from(">H", font, start + 2)
    offsets = (struct.unpack_from(">HHI", font, start + 4 + 8 * number)[2] for number in range(maps))
    within: int = next(offset for offset in offsets if struct.unpack_from(">H", font, start + offset)[0] == 4)
    return start + within


def printable(text: str) -> str:
    """Return text in which every character can be printed and every line can be broken.

    What no font has becomes one box per run of such characters; words longer than a line get places to break.
    """
    known = covered()
    kept = [sign if _is_printed(sign, known) else SUBSTITUTE for sign in unicodedata.normalize("NFC", text)]
    plain = re.sub(f"{SUBSTITUTE}[{SUBSTITUTE}\u200d\ufe0f]*", SUBSTITUTE, "".join(kept))
    return _LONG_WORD.sub(_with_breaks, plain)


def _is_printed(sign: str, known: frozenset[int]) -> bool:
    return ord(sign) in known or sign.isspace() or unicodedata.category(sign) == _UNSEEN


def _with_breaks(word: re.Match[str]) -> str:
    found = word[0]
    return _BREAK.join(found[at : at + 20] for at in range(0, len(found), 20))
