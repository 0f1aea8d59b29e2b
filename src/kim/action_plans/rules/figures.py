"""How figures of the local profile are written and read: German numbers, shares, lists of nationalities."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

COUNT, PERCENT, LIST = "count", "percent", "list"
SHOWN: Final = Decimal("0.01")
HIGHEST: Final = Decimal(999999999999)
#: More than the highest number has.
MOST_DIGITS: Final = 12
LONGEST_LIST: Final = 30
LONGEST_ENTRY: Final = 120

_SPACES: Final = re.compile(r"[\s\u00a0\u202f]+")
_WHOLE: Final = re.compile(r"[+-]?(?:[0-9]{1,15}|[0-9]{1,3}(?:[. ][0-9]{3}){1,4})")
_NUMBER: Final = re.compile(rf"{_WHOLE.pattern}(?:,[0-9]{{1,15}})?")
_ENTRY: Final = re.compile(
    r"(?P<name>.*?[^\W0-9_].*?)[ :]+(?P<count>[+-]?[0-9]{1,3}(?:[. ][0-9]{3}){1,4}|[+-]?[0-9]{1,15})"
)
# A comma ends an entry after its count only: "Korea, Republik 12" is one.
_ENTRIES: Final = re.compile(r"[\n;]|(?<=[0-9]),(?![0-9])")


class FigureError(ValueError):
    """Something typed is no figure; the message is German and meant for the person who typed it."""


@dataclass(frozen=True)
class Entry:
    """A line of a list: what is counted, and how many."""

    name: str
    count: int

    @property
    def count_text(self) -> str:
        """The count as it is shown."""
        return in_german(self.count)


def year_meant(year: int, *, is_previous: bool) -> int:
    """PLAN-30: "Im Vorjahr" is the year before the one at whose end a figure stands: Stand 31.12.2024 speaks of 2023.

    The day and the year are both said wherever such a figure stands. Which figures speak of the year before is said
    by their definition, never guessed from their name.

    Source: Warendorf annexes 1 to 14 ("im Vorjahr gestellte Anträge", "im Vorjahr eingebürgert", Stand 2023 and 2024);
    ch. 5.4 (collected in the third or fourth quarter, as of 31.12. of the year before).
    """
    return year - 1 if is_previous else year


def of_when(year: int, stand: date, *, is_previous: bool) -> str:
    """Return which year and day a figure speaks of: "Jahr 2023, Stand 31.12.2024", or the day alone."""
    day = f"Stand {stand:%d.%m.%Y}"
    return f"Jahr {year_meant(year, is_previous=True)}, {day}" if is_previous else day


def in_german(number: Decimal | int, places: int = 0) -> str:
    """Return a number with points between thousands and a comma: 1.234,50."""
    text = f"{number:,.{places}f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def written(unit: str, number: Decimal | None, entries: Iterable[Entry] = ()) -> str:
    """Return a figure as it stands in tables and papers: "37.133", "14,98 %", "Türkei 6.225, Ukraine 3.695"."""
    if unit == LIST:
        return ", ".join(f"{entry.name} {in_german(entry.count)}" for entry in entries)
    if number is None:
        return ""
    return f"{in_german(number, 2)} %" if unit == PERCENT else in_german(number)


def typed(unit: str, number: Decimal | None, entries: Iterable[Entry] = ()) -> str:
    """Return a figure as it stands in a field: without a sign of percent, lists one entry to a line."""
    if unit == LIST:
        return "\n".join(f"{entry.name} {in_german(entry.count)}" for entry in entries)
    return written(unit, number).removesuffix(" %")


def read_number(text: str, unit: str) -> Decimal:
    """Return the number that somebody wrote in German, with two digits after the comma at most for shares.

    A point is accepted between thousands only: "12.44" may mean 12,44 or be a slip, so it is asked back.

    FigureError: what is wrong, in German.
    """
    plain = _SPACES.sub(" ", text).strip()
    if unit == PERCENT:
        plain = plain.removesuffix("%").strip()
    if not _NUMBER.fullmatch(plain):
        raise FigureError(_why_not(plain))
    number = Decimal(plain.replace(".", "").replace(" ", "").replace(",", "."))
    _check(number, unit)
    return number.quantize(SHOWN) if unit == PERCENT else number.quantize(Decimal(1))


def _why_not(plain: str) -> str:
    if re.fullmatch(r"[+-]?[0-9]+\.[0-9]+", plain):
        return f"Bitte mit Komma schreiben: {plain.replace('.', ',')}. Punkte stehen nur zwischen Tausendern."
    if re.fullmatch(r"[+-]?[0-9][0-9. ]*", plain) and len(re.sub("[^0-9]", "", plain)) > MOST_DIGITS:
        return "Die Zahl ist zu groß."
    return "Das ist keine Zahl. Bitte so schreiben: 1.234,5"


def _check(number: Decimal, unit: str) -> None:
    if unit == COUNT and number != number.to_integral_value():
        raise FigureError("Anzahlen sind ganze Zahlen.")
    if number < 0:
        raise FigureError("Die Zahl kann nicht unter 0 liegen.")
    if number > HIGHEST:
        raise FigureError("Die Zahl ist zu groß.")
    if unit == PERCENT and number != number.quantize(SHOWN, ROUND_HALF_UP):
        raise FigureError("Bitte auf zwei Stellen nach dem Komma runden.")


def exact_number(value: float | Decimal, unit: str) -> Decimal:
    """Return a number of a spreadsheet as a figure, under the same conditions as a written one.

    Shares are rounded to two digits: spreadsheets often hold more than they show.
    """
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise FigureError("Das ist keine Zahl.")
    if unit == PERCENT and abs(number) <= HIGHEST:
        number = number.quantize(SHOWN, ROUND_HALF_UP)
    _check(number, unit)
    return number.quantize(SHOWN) if unit == PERCENT else number.quantize(Decimal(1))


def read_entries(text: str) -> tuple[Entry, ...]:
    """Return the entries of a list, one to a line ("Türkei 6.225"), the largest first.

    FigureError: which line cannot be read.
    """
    lines = [_SPACES.sub(" ", line).strip(" ,") for line in _ENTRIES.split(text)]
    entries = [_entry(line) for line in lines if line]
    if not entries:
        raise FigureError("Bitte mindestens einen Eintrag angeben, zum Beispiel: Türkei 6.225")
    _check_entries(entries)
    return tuple(sorted(entries, key=lambda entry: -entry.count))


def _entry(line: str) -> Entry:
    found = _ENTRY.fullmatch(line) if len(line) <= LONGEST_ENTRY else None
    if found is None:
        raise FigureError(f"„{line[:60]}“ ist nicht zu lesen. Bitte so schreiben: Türkei 6.225")
    return Entry(found["name"].rstrip(" :"), int(read_number(found["count"], COUNT)))


def _check_entries(entries: Sequence[Entry]) -> None:
    names = [entry.name.casefold() for entry in entries]
    twice = next((entry.name for entry in entries if names.count(entry.name.casefold()) > 1), None)
    if twice is not None:
        raise FigureError(f"„{twice}“ steht zweimal da.")
    if len(entries) > LONGEST_LIST:
        raise FigureError(f"Höchstens {LONGEST_LIST} Einträge.")
