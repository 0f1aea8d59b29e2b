"""Looking for what a person said in raw bytes, however it may have been written there."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

from kim.core.text import normalise

PIECE = 8192
SHORTEST = 6


def _base64_of(raw: bytes) -> Iterator[bytes]:
    """Yield what is the same in the base64 of any text that contains `raw`: one needle for each alignment."""
    for ahead in range(3):
        coded = base64.b64encode(b"\0" * ahead + raw)
        first = (ahead * 8 + 5) // 6
        last = (ahead + len(raw)) * 8 // 6
        yield coded[first:last]
        yield coded[first:last].translate(bytes.maketrans(b"+/", b"-_"))


def forms_of(text: str) -> dict[str, set[bytes]]:
    """Return the byte forms of a text by the name of the form.

    Forms whose letters may be large or small are given in small letters and found in bytes that were made small.
    """
    spellings = {text, text.lower(), text.upper()}
    utf8 = {spelling.encode() for spelling in spellings}
    forms = {
        "plain": utf8,
        "utf-16-le": {spelling.encode("utf-16-le") for spelling in spellings},
        "utf-16-be": {spelling.encode("utf-16-be") for spelling in spellings},
        "hex": {raw.hex().encode() for raw in utf8},
        "url": {way(spelling).encode() for spelling in spellings for way in (quote, quote_plus)},
        "json": {json.dumps(spelling)[1:-1].encode() for spelling in spellings},
        "transliterated": {normalise(text).encode(), normalise(text).replace(" ", "").encode()},
        "digits": {re.sub(r"\D", "", text).encode()},
    }
    small = {name: {needle.lower() for needle in needles} for name, needles in forms.items()}
    coded = {"base64": {needle for raw in utf8 for needle in _base64_of(raw)}}
    return {
        name: {needle for needle in needles if len(needle) >= SHORTEST}
        for name, needles in (small | coded).items()
    }


def files_under(places: Iterable[Path]) -> list[Path]:
    """Return all files in and below some folders."""
    return sorted(file for place in places for file in place.rglob("*") if file.is_file())


def _new_pages(raw: bytes, seen: set[bytes]) -> bytes:
    """Return the pages that were not seen before; copies of databases have most of them in common."""
    pages = [raw[start : start + PIECE] for start in range(0, len(raw), PIECE)]
    fresh = [page for page in pages if page not in seen]
    seen.update(fresh)
    return b"".join(fresh)


class Haystack:
    """The bytes of many files, read once; of equal pages one is searched."""

    def __init__(self, places: Iterable[Path]) -> None:
        """Read all files; pages of zeros are left out."""
        self.files = files_under(places)
        seen = {bytes(PIECE)}
        read = {file: _new_pages(file.read_bytes(), seen) for file in self.files}
        self.size = sum(map(len, read.values()))
        self._raw = {file: raw for file, raw in read.items() if raw}
        self._small = {file: raw.lower() for file, raw in self._raw.items()}

    def find(self, canaries: dict[str, str], stem: str = "") -> list[str]:
        """Return where canaries were found: `name as form in file`.

        Canaries that contain `stem` are looked for only where the stem itself is found, which takes a fraction of
        the time: no form of a word is there without the same form of its middle.
        """
        if stem and not self._find({"stem": stem}):
            canaries = {name: text for name, text in canaries.items() if stem not in text}
        return self._find(canaries)

    def _find(self, canaries: dict[str, str]) -> list[str]:
        return [
            f"{name} as {form} in {file.name}"
            for name, text in canaries.items()
            for form, needles in forms_of(text).items()
            for needle in needles
            for file, raw in (self._raw if form == "base64" else self._small).items()
            if needle in raw
        ]

    def find_bytes(self, secrets: Iterable[bytes]) -> list[str]:
        """Return where raw bytes were found."""
        return [file.name for secret in secrets for file, raw in self._raw.items() if secret in raw]
