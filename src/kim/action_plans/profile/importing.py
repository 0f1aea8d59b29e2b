"""From rows of a spreadsheet to figures: what each cell says, and what is wrong with it. Nothing is written here."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from kim.action_plans.models import Indicator, IndicatorValue
from kim.action_plans.profile.actions import Entered
from kim.action_plans.profile.checking import slips
from kim.action_plans.profile.sheets import Cell, Problem, Rows
from kim.action_plans.rules.figures import FigureError, exact_number, read_entries, read_number
from kim.districts.territory import Territory

State = IndicatorValue.State
KEYS: Final = ("AGS", "Ort", "Jahr")
WITHOUT_VALUE: Final = {str(state.label): state for state in (State.NOT_RECORDED, State.NOT_AVAILABLE)}
#: An AGS loses its leading zero in a spreadsheet that takes it for a number.
AGS_LENGTHS: Final = (8, 5)

#: So many lines above the headings are looked through for them.
MOST_ABOVE: Final = 10

Column = Indicator | str


def _plain(text: str) -> str:
    """Return a heading without the breaks that a narrow column puts into it."""
    return re.sub(r"\s+", " ", text).strip()


@dataclasses.dataclass(frozen=True)
class Parsed:
    """What a file says: the year and the figures in it, or the problems, never both."""

    year: int = 0
    entered: tuple[Entered, ...] = ()
    problems: tuple[Problem, ...] = ()


class Reader:
    """Reads the rows of one sheet and collects what is wrong in it."""

    def __init__(
        self,
        found: Rows,
        indicators: Sequence[Indicator],
        territories: Sequence[Territory],
        versions: Mapping[tuple[int, int, int | None], int],
        editable: frozenset[str],
    ) -> None:
        """Keep what is known.

        `versions`: indicator, year and municipality -> version of the row. `editable`: keys of the places whose
        figures the person may enter.
        """
        self.found = found
        self.indicators = {each.label.casefold(): each for each in indicators}
        self.territories = {place.ags: place for place in territories}
        self.versions = versions
        self.editable = editable
        self.problems = list(found.problems)
        self.years: dict[int, str] = {}
        self.cells: dict[tuple[int, int | None], str] = {}

    def parsed(self) -> Parsed:
        """Return the figures of the sheet, or everything that is wrong with it."""
        if not self.found.rows:
            if not self.problems:
                self._complain("", "Das Blatt ist leer.")
            return Parsed(problems=tuple(self.problems))
        if self._begins_late():
            return Parsed(problems=tuple(self.problems))
        heading, *lines = self.found.rows
        columns = self._columns(heading)
        if not lines:
            self._complain("", "Unter den Überschriften steht keine Zeile.")
        entered: list[Entered] = []
        seen: dict[str, str] = {}
        for line in lines if set(KEYS) <= set(columns.values()) else ():
            entered += self._line(line, columns, seen)
        if not self.problems:
            self._refuse_slips(entered)
        if self.problems:
            return Parsed(problems=tuple(self.problems))
        return Parsed(next(iter(self.years)), tuple(entered))

    def _refuse_slips(self, entered: Sequence[Entered]) -> None:
        """Say which figures cannot be meant beside the others of their line."""
        for given, finding in slips(entered, list(self.indicators.values()), next(iter(self.years))):
            place = self.cells[given.indicator.pk, given.municipality.pk if given.municipality else None]
            self._complain(place, f"{given.indicator.label}: {finding.text}")

    def _complain(self, cell: str, reason: str) -> None:
        self.problems.append(Problem(self.found.sheet, cell, reason))

    def _begins_late(self) -> bool:
        """Say that something stands above the headings, instead of complaining about each of its words."""
        for line in self.found.rows[:MOST_ABOVE]:
            if set(KEYS) <= {_plain(cell.text) for cell in line}:
                break
        else:
            return False
        if line is self.found.rows[0]:
            return False
        where = self.found.rows[0][0].place
        self._complain(
            where, f"Die Überschriften stehen erst in {line[0].place}. Bitte löschen, was darüber steht."
        )
        return True

    # --- headings ---------------------------------------------------------------------------------------

    def _columns(self, heading: Sequence[Cell]) -> dict[int, Column]:
        """Return what stands in which column."""
        columns: dict[int, Column] = {}
        for number, cell in enumerate(heading):
            if not cell.text:
                continue
            column = self._column(cell.text)
            if column is None:
                self._complain(cell.place, f"Unbekannte Überschrift „{cell.text[:60]}“.")
            elif column in columns.values():
                self._complain(cell.place, f"Die Überschrift „{cell.text[:60]}“ steht zweimal da.")
            else:
                columns[number] = column
        missing = [name for name in KEYS if name not in columns.values()]
        missing += [each.label for each in self.indicators.values() if each not in columns.values()]
        for name in missing:
            self._complain(heading[0].place, f"Die Spalte „{name}“ fehlt.")
        return columns

    def _column(self, text: str) -> Column | None:
        plain = _plain(text)
        if plain in KEYS:
            return plain
        return self.indicators.get(plain.casefold())

    # --- lines ------------------------------------------------------------------------------------------

    def _line(
        self, line: Sequence[Cell], columns: Mapping[int, Column], seen: dict[str, str]
    ) -> list[Entered]:
        by_name: dict[Column, Cell] = {
            column: line[number] for number, column in columns.items() if number < len(line)
        }
        if self._is_no_place(by_name):
            return []
        place = self._place(by_name, line[0])
        year = self._year(by_name.get("Jahr"), line[0])
        if place is not None and place.ags in seen:
            self._complain(line[0].place, f"{place.full_name} steht schon in {seen[place.ags]}.")
        elif place is not None:
            seen[place.ags] = line[0].place
        entered = [
            self._figure(indicator, place, year, cell)
            for indicator, cell in by_name.items()
            if isinstance(indicator, Indicator)
        ]
        return [each for each in entered if each is not None]

    def _is_no_place(self, by_name: Mapping[Column, Cell]) -> bool:
        """Say once that a line of sums or remarks does not belong there."""
        ags, name = by_name["AGS"], by_name.get("Ort")
        said = (name.text if name else "") or ags.text
        names = {
            each.casefold() for place in self.territories.values() for each in (place.name, place.full_name)
        }
        if any(sign.isdigit() for sign in ags.text) or said.casefold() in names:
            return False
        what = f"sondern „{said[:60]}“. " if said else ""
        self._complain(
            ags.place, f"In dieser Zeile steht kein AGS, {what}Summen und Anmerkungen bitte löschen."
        )
        return True

    def _place(self, by_name: Mapping[Column, Cell], first: Cell) -> Territory | None:
        ags, name = by_name.get("AGS", first), by_name.get("Ort")
        place = next(
            (
                self.territories[key]
                for size in AGS_LENGTHS
                if (key := ags.text.zfill(size)) in self.territories
            ),
            None,
        )
        if place is None:
            self._complain(ags.place, f"Den AGS „{ags.text[:20]}“ gibt es hier nicht.")
            return None
        if name is None or name.text.casefold() not in {place.name.casefold(), place.full_name.casefold()}:
            said = name.text[:60] if name else ""
            where = name.place if name else ags.place
            self._complain(where, f"Zum AGS {place.ags} gehört {place.name}, hier steht „{said}“.")
        if place.key not in self.editable:
            self._complain(ags.place, f"Zahlen von {place.full_name} dürfen Sie nicht eintragen.")
        return place

    def _year(self, cell: Cell | None, first: Cell) -> int:
        text = cell.text if cell else ""
        if not re.fullmatch(r"20\d\d", text):
            self._complain(cell.place if cell else first.place, f"„{text[:20]}“ ist kein Jahr.")
            return 0
        year = int(text)
        self.years.setdefault(year, cell.place if cell else "")
        other = next((known for known in self.years if known != year), None)
        if other is not None:
            where = cell.place if cell else ""
            self._complain(
                where, f"Ein anderes Jahr als in {self.years[other]}: Eine Datei hat nur ein Jahr."
            )
        return year

    def _figure(self, indicator: Indicator, place: Territory | None, year: int, cell: Cell) -> Entered | None:
        """Return the figure of a cell; an empty one says nothing."""
        if not cell.text:
            return None
        town = place.municipality if place else None
        self.cells[indicator.pk, town.pk if town else None] = cell.place
        version = self.versions.get((indicator.pk, year, town.pk if town else None))
        state = WITHOUT_VALUE.get(cell.text.casefold())
        if state is not None:
            return Entered(indicator, town, state, version=version)
        try:
            if indicator.unit == Indicator.Unit.LIST:
                entries = read_entries(cell.text)
                return Entered(indicator, town, State.VALUE, entries=entries, version=version)
            number = self._number(indicator, cell)
        except FigureError as error:
            self._complain(cell.place, f"{indicator.label}: {error}")
            return None
        return Entered(indicator, town, State.VALUE, number, version=version)

    def _number(self, indicator: Indicator, cell: Cell) -> Decimal:
        if not isinstance(cell.value, str):
            return exact_number(cell.value, indicator.unit)
        if cell.text.startswith(("=", "+", "@")):
            raise FigureError("Eine Formel. Bitte den Wert eintragen.")
        if not self.found.is_text:
            raise FigureError(
                f"„{cell.text[:40]}“ ist keine Zahl. Bitte leer lassen oder „nicht verfügbar“ schreiben."
                if not any(sign.isdigit() for sign in cell.text)
                else f"Text „{cell.text[:40]}“ statt einer Zahl. Bitte die Zelle als Zahl formatieren."
            )
        return read_number(cell.text, indicator.unit)
