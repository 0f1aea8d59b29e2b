"""How wide words are, and how names are set in lines: a picture is drawn before anybody measures its letters.

Pure functions. Widths are upper bounds for Fira Sans in both weights, in thousandths of the size of the letters;
so what fits by these numbers fits on the page and on paper.
"""

import unicodedata
from typing import Final

_BY_WIDTH: Final = {
    250: "!',.:;·’",
    300: " Iijl",
    350: "()J[]`{}",
    400: "frt",
    450: '"*-|“”„',
    500: "17?Fcsz",
    550: "#$+/235<=>ELTZ\\_agkvxy~§–",
    600: "04689ACPSVXY^bdehnopqu",
    650: "BDGKRß",
    700: "HNOQU",
    750: "w…",
    800: "&M—",
    850: "W",
    900: "%m",
    1050: "@",
}
_WIDTHS: Final = {letter: width for width, letters in _BY_WIDTH.items() for letter in letters}
# The widest letter of the alphabets that the font has; letters of other fonts are not wider.
_WIDEST: Final = 1200
# A letter with an accent may be a little wider than the letter.
_ACCENT: Final = 100
ELLIPSIS: Final = "…"


def width_of(text: str, size: float) -> float:
    """Return at most how wide a text is, in the unit of `size`."""
    return sum(_letter(letter) for letter in text) * size / 1000


def _letter(letter: str) -> int:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    return _WIDTHS[base] + _ACCENT if base != letter and base in _WIDTHS else _WIDEST


def set_in_lines(text: str, size: float, room: float, most: int) -> list[str]:
    """Return a text in at most `most` lines, none wider than `room`; what does not fit ends in an ellipsis.

    Words are kept together where they fit into a line at all.
    """
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size) <= room:
            lines[-1] = joined
        else:
            lines += _pieces(word, size, room)
    if len(lines) <= most:
        return lines
    kept = lines[:most]
    kept[-1] = _shortened(kept[-1], size, room)
    return kept


def _pieces(word: str, size: float, room: float) -> list[str]:
    """Cut a word that is wider than a line."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _shortened(line: str, size: float, room: float) -> str:
    while line and width_of(line + ELLIPSIS, size) > room:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS
