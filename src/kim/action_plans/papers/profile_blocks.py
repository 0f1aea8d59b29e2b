"""The local profile on paper: small charts of what is known, and a table of everything."""

from typing import Any, Final

from kim.action_plans.papers.blocks import Block, Cell, Content, Figure, Figures, Table
from kim.action_plans.papers.drawing import small_line
from kim.action_plans.rules.words import figure_de

#: So many years stand beside each other; more make another table.
YEARS_IN_A_TABLE: Final = 4


def profile(content: Content) -> list[Block]:
    """Return the charts and tables of all years that have figures."""
    years = years_of(content)
    tables = [
        _table(content, years[at : at + YEARS_IN_A_TABLE]) for at in range(0, len(years), YEARS_IN_A_TABLE)
    ]
    charts = figures(content)
    return [*([Figures(tuple(charts))] if charts else []), *tables]


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


def _figure(label: dict[str, str], by_year: dict[str, dict[str, Any]], known: list[str]) -> Figure:
    words = {year: figure_de(by_year[year], label["unit"]) for year in known}
    *before, latest = known
    said = f"{label['label']}: " + ", ".join(f"{year} {words[year]}" for year in known)
    note = f"{latest}, davor {before[-1]}: {words[before[-1]]}" if before else latest
    line = small_line([by_year[year]["value"] if year in words else None for year in sorted(by_year)], said)
    return Figure(label["label"], words[latest], label["short"], note, line, said)


def _table(content: Content, years: list[str]) -> Table:
    rows = [
        (Cell(label["label"], label["office"]), *_cells(content["indicators"].get(code, {}), label, years))
        for code, label in content["indicator_labels"].items()
    ]
    widths = (7, *(3 for _ in years))
    caption = f"Kennzahlen {years[0]} bis {years[-1]}"
    return Table(caption, ("Kennzahl", *years), tuple(rows), widths, numeric_from=1)


def _cells(by_year: dict[str, dict[str, Any]], label: dict[str, str], years: list[str]) -> list[Cell]:
    nothing = {"state": "not_recorded", "value": None}
    found = [by_year.get(year, nothing) for year in years]
    return [Cell(figure_de(each, label["unit"]), is_missing=each["state"] != "value") for each in found]
