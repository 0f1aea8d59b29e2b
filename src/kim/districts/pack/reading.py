"""From the text of a pack to checked entries, or to everything that is wrong with it, each with its line."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from kim.districts.pack.keys import Key, Reference
from kim.districts.pack.lines import Lines, Place
from kim.districts.pack.sections import Entry, FileEntry, Folded, Identity, Pack, Rows, Section

SCHEMA = 1
SYNTAX = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)", re.DOTALL)
# Entry with the place of its table in the file.
Placed = tuple[Place, Entry]


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong: line in the file, 0 if it is no line's fault, and a German sentence."""

    line: int
    text: str


class PackRefused(Exception):
    """A pack cannot be loaded; holds all problems in the order of the file."""

    def __init__(self, source: str, problems: Sequence[Problem]) -> None:
        """Keep the name of the file and the problems."""
        self.source = source
        self.problems = sorted(set(problems))
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """Return one line of text per problem."""
        return [
            f"{self.source}, Zeile {each.line}: {each.text}." if each.line else f"{self.source}: {each.text}."
            for each in self.problems
        ]


def all_sections() -> list[Section]:
    """Return the sections of all apps, lower apps first."""
    return [section for path in settings.PACK_SECTIONS for section in import_string(path)]


def read_text(path: Path) -> str:
    """Return the text of a pack; raise PackRefused if there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PackRefused(path.name, [Problem(0, f"nicht lesbar ({error.strerror})")]) from None
    except UnicodeDecodeError:
        raise PackRefused(path.name, [Problem(0, "kein Text in UTF-8")]) from None


def parse(source: str, text: str) -> dict[str, Any]:
    """Return the data of a TOML text; raise PackRefused for one that is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = SYNTAX.fullmatch(str(error))
        what = found["what"] if found else str(error)
        line = int(found["line"]) if found and found["line"] else len(text.splitlines())
        raise PackRefused(source, [Problem(line, f"kein gültiges TOML ({what})")]) from None


def check(source: str, text: str) -> Pack:
    """Return the entries of a pack by section and identity; raise PackRefused with all problems at once."""
    checker = _Checker(parse(source, text))
    pack = checker.pack()
    if checker.found:
        lines = Lines(text)
        raise PackRefused(source, [Problem(lines.of(place), sentence) for place, sentence in checker.found])
    return pack


class _Checker:
    """One passage through a pack; collects places and sentences."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.sections = all_sections()
        self.found: list[tuple[Place, str]] = []

    def pack(self) -> dict[str, dict[Identity, Entry]]:
        """Return what could be read; `found` says what is wrong."""
        self._check_tables()
        placed = {section.name: list(self._entries(section)) for section in self.sections}
        pack = {section.name: self._by_identity(section, placed[section.name]) for section in self.sections}
        for section in self.sections:
            for place, entry in placed[section.name]:
                self._check_references(section, place, entry, pack)
                if not any(known[: len(place)] == place for known, _ in self.found):
                    for key, sentence in section.check(entry, pack):
                        self.found.append((section.place_of(place, key), f"{key}: {sentence}"))
        return pack

    def _check_tables(self) -> None:
        names = [section.name for section in self.sections]
        for name in self.data:
            if name not in ("schema", *names):
                self.found.append(((name,), f"unbekannter Abschnitt {name!r}"))
        if self.data.get("schema") != SCHEMA:
            self.found.append((("schema",), f"schema = {SCHEMA} fehlt oder ist ein anderes"))
        for section in self.sections:
            if section.name not in self.data and not (isinstance(section, Rows) and section.keeps):
                sentence = f"der Abschnitt {section.name!r} fehlt (leer heißt: {section.name} = [])"
                self.found.append(((), sentence))

    def _entries(self, section: Section) -> Iterator[Placed]:
        value = self.data.get(section.name, [])
        if isinstance(section, Rows):
            if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
                self.found.append(((section.name,), f"{section.name!r} muss aus [[{section.name}]] bestehen"))
                return
            for number, row in enumerate(value):
                yield from self._rows(section, (section.name, number), row)
        elif isinstance(value, dict):
            yield (section.name,), self._entry(section.keys, (section.name,), value)
        elif section.name in self.data:
            self.found.append(((section.name,), f"{section.name!r} muss aus [{section.name}] bestehen"))

    def _rows(self, section: Rows, place: Place, row: dict[str, Any]) -> Iterator[Placed]:
        if not isinstance(section, Folded):
            yield place, self._entry(section.keys, place, row)
            return
        shared = {key.name for key in section.shared}
        before = len(self.found)
        self._entry(section.shared, place, {name: row[name] for name in row if name in shared})
        if len(self.found) == before:
            for name, entry in section.unfold(row):
                yield (*place, name), self._entry(section.keys, (*place, name), entry)

    def _entry(self, keys: Sequence[Key], place: Place, row: dict[str, Any]) -> Entry:
        known = {key.name: key for key in keys}
        for name in row:
            if name not in known:
                self.found.append(((*place, name), f"unbekannte Angabe {name!r}"))
        entry = FileEntry({name: self._value(place, key, row) for name, key in known.items()})
        entry.left_out = frozenset(known) - frozenset(row)
        return entry

    def _value(self, place: Place, key: Key, row: dict[str, Any]) -> Any:
        if key.name not in row:
            if key.must_stand:
                self.found.append((place, f"die Angabe {key.name!r} fehlt"))
            return None if key.must_stand else key.default
        value = row[key.name]
        if problem := key.problem(value):
            self.found.append(((*place, key.name), f"{key.name} {problem}"))
            return value
        return key.kind.normal(value)

    def _by_identity(self, section: Section, placed: list[Placed]) -> dict[Identity, Entry]:
        entries: dict[Identity, Entry] = {}
        for place, entry in placed:
            identity = section.identity_of(entry)
            if identity in entries:
                self.found.append((place, f"{section.describe(entry)} steht doppelt"))
            entries[identity] = entry
        return entries

    def _check_references(self, section: Section, place: Place, entry: Entry, pack: Pack) -> None:
        for key in section.keys:
            if isinstance(key.kind, Reference) and key.problem(entry[key.name]) is None:
                for code in key.kind.named(entry[key.name]):
                    if (code,) not in pack[key.kind.table]:
                        sentence = f"{key.name}: {key.kind.title} {code!r} gibt es in {key.kind.table} nicht"
                        self.found.append((section.place_of(place, key.name), sentence))
