"""What may stand in a district pack: keys with the kind of their value.

A value exists in two forms: *plain*, as the TOML file has it, and *stored*, as the column of a model has it.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from kim.districts.models import DistrictOwned

MUST_STAND: Final = object()
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
CODE = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
SHARE = re.compile(r"[0-9]{1,3}\.[0-9]{2}")
CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}")


class Kind:
    """A kind of value; `problem` says in German what is wrong with a plain value, None if it is fine."""

    def problem(self, value: Any) -> str | None:
        """See the class."""
        raise NotImplementedError

    def normal(self, value: Any) -> Any:
        """Return the plain form in which equal values look equal."""
        return value

    def stored(self, value: Any) -> Any:
        """Return the stored form of a plain value."""
        return value

    def plain(self, value: Any) -> Any:
        """Return the plain form of a stored value."""
        return value


@dataclass(frozen=True)
class Text(Kind):
    """A line of text up to a length; empty only if `blank`."""

    longest: int = 200
    blank: bool = False

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        if not isinstance(value, str):
            return "muss ein Text in Anführungszeichen sein"
        if not value.strip() and not (self.blank and value == ""):
            return "darf nicht leer sein"
        if CONTROL.search(value):
            return "darf keine Steuerzeichen oder Zeilenumbrüche enthalten"
        return f"ist länger als {self.longest} Zeichen" if len(value) > self.longest else None


@dataclass(frozen=True)
class Pattern(Kind):
    """A text of a fixed form; `wants` says in German which."""

    pattern: re.Pattern[str]
    wants: str

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        if isinstance(value, str) and self.pattern.fullmatch(value):
            return None
        return f"muss {self.wants} sein, nicht {value!r}"


@dataclass(frozen=True)
class Code(Pattern):
    """A short name within the pack."""

    pattern: re.Pattern[str] = CODE
    wants: str = "ein Kürzel aus Kleinbuchstaben, Ziffern, - und _"

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        return super().problem(value) or ("ist länger als 50 Zeichen" if len(value) > 50 else None)


@dataclass(frozen=True)
class OneOf(Kind):
    """One of some words or numbers."""

    choices: tuple[str | int, ...]

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        if isinstance(value, str | int) and not isinstance(value, bool) and value in self.choices:
            return None
        return f"muss eines von {', '.join(map(str, self.choices))} sein, nicht {value!r}"


class YesNo(Kind):
    """True or false."""

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        return None if isinstance(value, bool) else "muss true oder false sein"


class Whole(Kind):
    """A whole number from 1 on."""

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        fine = isinstance(value, int) and not isinstance(value, bool) and 1 <= value < 100_000
        return None if fine else f"muss eine ganze Zahl ab 1 sein, nicht {value!r}"


class Day(Kind):
    """A date."""

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return None
        return f"muss ein Tag ohne Anführungszeichen sein, zum Beispiel 2026-01-31, nicht {value!r}"


class Share(Kind):
    """A share of a full-time post as text with two decimals, above 0."""

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        if not (isinstance(value, str) and SHARE.fullmatch(value) and Decimal(value) > 0):
            return (
                f'muss ein Stellenanteil über 0 mit zwei Stellen sein, zum Beispiel "0.50", nicht {value!r}'
            )
        return None

    def stored(self, value: str) -> Decimal:
        """See `Kind`."""
        return Decimal(value)

    def plain(self, value: Decimal) -> str:
        """See `Kind`."""
        return f"{value:.2f}"


class Clock(Kind):
    """A time of day as text, or the empty text for none."""

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        if value == "":
            return None
        try:
            fine = isinstance(value, str) and CLOCK.fullmatch(value) and time.fromisoformat(value) is not None
        except ValueError:
            fine = False
        return None if fine else f'muss eine Uhrzeit sein, zum Beispiel "09:30", nicht {value!r}'

    def stored(self, value: str) -> time | None:
        """See `Kind`."""
        return time.fromisoformat(value) if value else None

    def plain(self, value: time | None) -> str:
        """See `Kind`."""
        return value.strftime("%H:%M") if value else ""


@dataclass(frozen=True)
class Reference(Kind):
    """The code of an entry of another table of the pack; the empty text for none.

    What is stored is the row that the code names; whoever writes rows looks it up.
    """

    table: str
    title: str
    model: type[DistrictOwned]
    natural: str = "code"

    def problem(self, value: Any) -> str | None:
        """See `Kind`; whether the entry exists is asked when the whole pack is known."""
        return None if isinstance(value, str) else "muss ein Text in Anführungszeichen sein"

    def named(self, value: Any) -> list[str]:
        """Return the codes that a plain value names."""
        return [value] if value else []

    def plain(self, value: Any) -> Any:
        """See `Kind`."""
        return getattr(value, self.natural) if value is not None else ""


class References(Reference):
    """A list of codes of entries of another table."""

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            return "muss eine Liste von Texten sein"
        return "nennt etwas doppelt" if len(set(value)) < len(value) else None

    def named(self, value: Any) -> list[str]:
        """See `Reference`."""
        return list(value)

    def normal(self, value: list[str]) -> list[str]:
        """See `Kind`: the order of the list says nothing."""
        return sorted(value)

    def plain(self, value: Any) -> list[str]:
        """See `Kind`: the codes in their own order, whatever the order in the file."""
        return sorted(getattr(row, self.natural) for row in value.all())


@dataclass(frozen=True)
class Key:
    """A key of a table. Without a default it must stand there; `column` is its name in the model.

    `typed`: people write it in the product, too. Where the file leaves it out, what is stored stays.
    """

    name: str
    kind: Kind = field(default_factory=Text)
    default: Any = MUST_STAND
    column: str = ""
    typed: bool = False

    @property
    def attribute(self) -> str:
        """The name of the column."""
        return self.column or self.name

    @property
    def must_stand(self) -> bool:
        """Whether the key may not be left out."""
        return self.default is MUST_STAND

    def problem(self, value: Any) -> str | None:
        """Return what is wrong with a plain value; the default is always right."""
        if not self.must_stand and type(value) is type(self.default) and value == self.default:
            return None
        return self.kind.problem(value)
