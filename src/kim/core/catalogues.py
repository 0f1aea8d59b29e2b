"""How far the translations of the public pages are, read from the source files of the catalogues."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SOURCE_LANGUAGE = "de"
REVIEWED = "reviewed"
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Catalogue:
    """One language: its texts by identifier (context and source text), those translated, and the file's headers."""

    language: str
    texts: frozenset[str] = frozenset()
    translated: frozenset[str] = frozenset()
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def is_reviewed(self) -> bool:
        """Whether a person has read the translation; a catalogue that does not say is a draft."""
        return self.headers.get("X-Translation-State") == REVIEWED

    def share_of(self, source: "Catalogue") -> tuple[int, int]:
        """Return how many texts of the source are translated here, and how many there are."""
        return len(self.translated & source.texts), len(source.texts)


@dataclass
class _Message:
    """One entry as it is being read."""

    fuzzy: bool = False
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def identifier(self) -> str:
        return f"{self.parts.get('msgctxt', '')}\x04{self.parts.get('msgid', '')}"

    @property
    def is_translated(self) -> bool:
        forms = [text for key, text in self.parts.items() if key.startswith("msgstr")]
        return not self.fuzzy and bool(forms) and all(forms)


def read_catalogue(path: Path) -> Catalogue:
    """Read one file `<language>/LC_MESSAGES/<domain>.po`."""
    messages = list(_messages(path.read_text(encoding="utf-8")))
    texts = [message for message in messages if message.parts.get("msgid")]
    head = next(
        (message.parts.get("msgstr", "") for message in messages if message.parts.get("msgid") == ""), ""
    )
    return Catalogue(
        language=path.parents[1].name,
        texts=frozenset(message.identifier for message in texts),
        translated=frozenset(message.identifier for message in texts if message.is_translated),
        headers=dict(line.split(": ", 1) for line in head.split(r"\n") if ": " in line),
    )


def read_catalogues(folder: Path) -> dict[str, Catalogue]:
    """Return the catalogues in a folder `locale` by language; none when the folder is not there."""
    return {
        path.parents[1].name: read_catalogue(path) for path in sorted(folder.glob("*/LC_MESSAGES/django.po"))
    }


def _messages(text: str) -> Iterator[_Message]:
    message, key = _Message(), ""
    for line in text.splitlines():
        if line.startswith("#,"):
            message.fuzzy = message.fuzzy or "fuzzy" in line
        elif line.startswith("msg"):
            key = line.split(" ", 1)[0]
            message.parts[key] = "".join(QUOTED.findall(line))
        elif line.startswith('"'):
            message.parts[key] = message.parts.get(key, "") + "".join(QUOTED.findall(line))
        elif not line.strip():
            if message.parts:
                yield message
            message = _Message()
    if message.parts:
        yield message
