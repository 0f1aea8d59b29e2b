"""The local profile on paper: small charts of what is known, and a table of everything."""

from typing import Any, Final

from kim.action_plans.models import Indicator
from kim.action_plans.papers.blocks import Block, Cell, Content, Figure, Figures, Table, Text
from kim.action_plans.papers.drawing import small_line
from kim.action_plans.rules.figures import year_meant
from kim.action_plans.rules.words import day_de, figure_de

#: So many years stand beside each other; more make another table.
YEARS_IN_A_TABLE: Final = 4
_NOTHING: Final = {"state": "not_recorded", "value": None}
Label = dict[str, Any]


def profile(content: Content) -> list[Block]:
    """Return the charts and tables of all years that have figures, then who gave them."""
    years = years_of(content)
    tables = [
        _table(content, years[at : at + YEARS_IN_A_TABLE]) for at in range(0, len(years), YEARS_IN_A_TABLE)
    ]
    charts = figures(content)
    return [*([Figures(tuple(charts))] if charts else []), *tables, *_sources(content)]


def _sources(content: Content) -> list[Block]:
    """Contents that were kept before it stood in them do not say who gave their figures."""
    given = [
        (each["source"] or "ohne Angabe")
        + (f", erfasst am {day}" if (day := day_de(each["recorded_on"])) else "")
        for each in content.get("indicator_sources", [])
    ]
    return [Text(f"Quelle: {'; '.join(given)}", "hint")] if given else []


def _is_of_year_before(label: Label) -> bool:
    """Labels that were kept before it stood in them do not say so."""
    return label.get("refers_to") == Indicator.Year.PREVIOUS


def _of_when(label: Label, year: str) -> str:
    """Return the day at which a figure stands, or the year that it speaks of if that is the one before."""
    if _is_of_year_before(label):
        return f"Jahr {year_meant(int(year), is_previous=True)}"
    return _day(year)


def _day(year: str) -> str:
    return f"31.12.{year}"


def years_of(content: Content) -> list[str]:
    """Return the years that have figures, oldest first."""
    return sorted({year for by_year in content["indicators"].values() for year in by_year})


def figures(content: Content) -> list[Figure]:
    """Return a small chart for each count and percentage of which at least one year is known."""
    found = []
    for code, label in content["indicator_labels"].items():
        by_year = content["indicators"].get(code, {})
        known = [year for year in sorted(by_year) if by_year[year]["state"] == "value"]
        if known and label["unit"] != "list":
            found.append(_figure(label, by_year, known))
    return found


def _figure(label: Label, by_year: dict[str, dict[str, Any]], known: list[str]) -> Figure:
    words = {year: figure_de(by_year[year], label["unit"]) for year in known}
    *before, latest = known
    said = f"{label['label']}: " + ", ".join(f"{_of_when(label, year)} {words[year]}" for year in known)
    note = _of_when(label, latest)
    if before:
        note += f", davor {_of_when(label, before[-1])}: {words[before[-1]]}"
    line = small_line([by_year[year]["value"] if year in words else None for year in sorted(by_year)], said)
    return Figure(label["label"], words[latest], label["short"], note, line, said)


def _table(content: Content, years: list[str]) -> Table:
    rows = [
        (Cell(label["label"], label["office"]), *_cells(content["indicators"].get(code, {}), label, years))
        for code, label in content["indicator_labels"].items()
    ]
    widths = (7, *(3 for _ in years))
    caption = f"Kennzahlen {years[0]} bis {years[-1]}"
    head = ("Kennzahl", *(_day(year) for year in years))
    return Table(caption, head, tuple(rows), widths, numeric_from=1)


def _cells(by_year: dict[str, dict[str, Any]], label: Label, years: list[str]) -> list[Cell]:
    return [_cell(by_year.get(year, _NOTHING), label, year) for year in years]


def _cell(figure: dict[str, Any], label: Label, year: str) -> Cell:
    meant = _of_when(label, year) if _is_of_year_before(label) else ""
    return Cell(figure_de(figure, label["unit"]), meant, is_missing=figure["state"] != "value")
