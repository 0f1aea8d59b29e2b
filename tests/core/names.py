"""Invented people of many origins, with the spellings one meets for their names (names.txt)."""

import itertools
from pathlib import Path


def sections() -> dict[str, list[list[str]]]:
    """Name of section to its names, each a list of spellings: {"turkish given": [["Ayşe", "Ayse"], …]}."""
    found: dict[str, list[list[str]]] = {}
    current: list[list[str]] = []
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current += [name.strip().split("/") for name in line.split(",") if name.strip()]
    return found


def people() -> list[tuple[str, list[str], list[str]]]:
    """All pairs of names of one origin: (registered name, spellings given, spellings of the family name)."""
    names = sections()
    origins = sorted({section.split()[0] for section in names})
    return [
        (f"{given[0]} {family[0]}", given, family)
        for origin in origins
        for given, family in itertools.product(names[f"{origin} given"], names[f"{origin} family"])
    ]
