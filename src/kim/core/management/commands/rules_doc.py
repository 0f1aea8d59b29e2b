"""Command: write docs/rules.md from the docstrings of the rules."""

import importlib.util
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

FILE = Path("docs") / "rules.md"
NUMBERED = re.compile(r"(?P<series>[A-Z]+)-(?P<number>\d+): (?P<sentence>.+)")
HEAD = """\
# Rules

Written by `manage.py rules_doc` from the docstrings of the modules named `rules`; a test keeps it fresh. A rule may be
carried out by several functions. Sources are named as in the documents of the districts.
"""
TABLE = "| rule | sentence | source | function |\n| --- | --- | --- | --- |\n"


@dataclass(frozen=True, order=True)
class Rule:
    """A numbered rule as a function carries it out."""

    series: str
    number: int
    function: str
    sentence: str
    source: str


class Command(BaseCommand):
    """Writes docs/rules.md, or with --check says whether it is up to date."""

    help = "Schreibt docs/rules.md aus den Regeln im Code; --check prüft nur."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether only to check."""
        parser.add_argument("--check", action="store_true", help="nur prüfen; Status 1, wenn veraltet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        path = settings.BASE_DIR / FILE
        text = document(list(rules()))
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"{FILE} ist geschrieben.")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            raise CommandError(f"{FILE} ist veraltet; manage.py rules_doc schreibt sie neu.")
        else:
            self.stdout.write(f"{FILE} ist aktuell.")


def rules() -> Iterator[Rule]:
    """Yield every rule of every app."""
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        if config.name.startswith("kim."):
            for module in _modules(config.name):
                yield from _rules_of(module)


def _modules(app: str) -> Iterator[ModuleType]:
    """Yield the module `rules` of an app and of its packages by subject, or the modules of a package of that name."""
    subjects = pkgutil.iter_modules(importlib.import_module(app).__path__)
    owners = [app, *(f"{app}.{found.name}" for found in subjects if found.ispkg and found.name != "rules")]
    for owner in owners:
        if importlib.util.find_spec(f"{owner}.rules") is not None:
            root = importlib.import_module(f"{owner}.rules")
            yield root
            for found in pkgutil.iter_modules(getattr(root, "__path__", [])):
                yield importlib.import_module(f"{root.__name__}.{found.name}")


def _rules_of(module: ModuleType) -> Iterator[Rule]:
    for name, value in vars(module).items():
        if (inspect.isfunction(value) or inspect.isclass(value)) and value.__module__ == module.__name__:
            sentence, source = _parts(inspect.getdoc(value) or "")
            if found := NUMBERED.fullmatch(sentence):
                function = f"{module.__name__}.{name}"
                yield Rule(found["series"], int(found["number"]), function, found["sentence"], source)


def _parts(docstring: str) -> tuple[str, str]:
    """Return the first paragraph and the text after "Source:", each on one line."""
    paragraphs = [" ".join(part.split()) for part in docstring.split("\n\n")]
    sources = [part.removeprefix("Source: ") for part in paragraphs if part.startswith("Source: ")]
    return paragraphs[0], " ".join(sources)


def document(found: list[Rule]) -> str:
    """Return the text of the file: a table for each series."""
    blocks = [HEAD]
    for series, members in groupby(sorted(found), lambda rule: rule.series):
        rows = [f"| {series}-{rule.number} | {_cells(rule)} |\n" for rule in members]
        blocks.append(f"\n## {series}\n\n{TABLE}{''.join(rows)}")
    return "".join(blocks)


def _cells(rule: Rule) -> str:
    cells = (rule.sentence, rule.source or "–", f"`{rule.function}`")
    return " | ".join(cell.replace("|", "\\|") for cell in cells)
