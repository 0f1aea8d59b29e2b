"""What may stand in a district pack besides single words: longer texts, lists, addresses."""

import re
from dataclasses import dataclass
from typing import Any

from kim.districts.pack.keys import CONTROL, Kind, Pattern

NOT_IN_PARAGRAPHS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Paragraphs(Kind):
    """A text that may have several lines; empty only if `blank`."""

    blank: bool = False

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        if not isinstance(value, str):
            return "muss ein Text in Anführungszeichen sein"
        if not value.strip() and not (self.blank and value == ""):
            return "darf nicht leer sein"
        return "darf keine Steuerzeichen enthalten" if NOT_IN_PARAGRAPHS.search(value) else None

    def normal(self, value: str) -> str:
        """See `Kind`: the ends of lines say nothing, nor do those of the text."""
        return value.replace("\r\n", "\n").strip()

    def plain(self, value: str) -> str:
        """See `Kind`."""
        return self.normal(value)


class ListOfLines(Kind):
    """A list of lines of text, stored as one text."""

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        if not isinstance(value, list) or not all(isinstance(line, str) and line.strip() for line in value):
            return "muss eine Liste von Texten sein"
        return "darf keine Zeilenumbrüche enthalten" if any(map(CONTROL.search, value)) else None

    def normal(self, value: list[str]) -> list[str]:
        """See `Kind`: blanks around a line say nothing."""
        return [line.strip() for line in value]

    def stored(self, value: list[str]) -> str:
        """See `Kind`."""
        return "\n".join(value)

    def plain(self, value: str) -> list[str]:
        """See `Kind`."""
        return [line.strip() for line in value.splitlines() if line.strip()]


@dataclass(frozen=True)
class SomeOf(Kind):
    """A list of some words out of several."""

    choices: tuple[str, ...]

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            return "muss eine Liste von Texten sein"
        if unknown := [word for word in value if word not in self.choices]:
            return f"nennt {', '.join(unknown)}; möglich: {', '.join(self.choices)}"
        return "nennt etwas doppelt" if len(set(value)) < len(value) else None


def web_address() -> Pattern:
    """Return the kind for an address on the internet."""
    return Pattern(re.compile(r"https?://[^\s\"<>]{1,190}"), "eine Adresse, die mit https:// beginnt,")


def mail_address() -> Pattern:
    """Return the kind for an address for e-mail."""
    return Pattern(re.compile(r"[^@\s]{1,100}@[^@\s]{1,150}"), "eine E-Mail-Adresse")
