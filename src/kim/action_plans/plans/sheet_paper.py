"""The prepared sheet of a yearly talk as a paper, to be read beforehand or written on: pure functions."""

from datetime import date
from typing import Final

from kim.action_plans.models import TalkStep
from kim.action_plans.papers.blocks import Block, Bullets, Cell, Heading, Item, Paper, Section, Table, Text
from kim.action_plans.plans.queries.talks import FigureLine, Sheet
from kim.districts.territory import Territory

NO_VALUE: Final = "kein Wert"
NO_ANSWER: Final = "noch keine Antwort"


def paper_of_sheet(sheet: Sheet, territory: Territory, year: int, today: date) -> Paper:
    """Return the sheet of the talk of a year as a paper: what the page shows, in the same order."""
    blocks = [*_outcome(sheet, today), *_open(sheet, today), *_figures(sheet), *_changed(sheet)]
    blocks += [*_questions(sheet), *_last(sheet)]
    return Paper(
        f"Jahresgespräch {year}",
        territory.full_name,
        territory.district.name,
        today.isoformat(),
        _when(sheet),
        (Section(territory.full_name, tuple(blocks)),),
        is_whole=False,
    )


def _when(sheet: Sheet) -> str:
    talk = sheet.talk
    if talk is not None and talk.held_on:
        return f"Geführt am {talk.held_on:%d.%m.%Y}" + (
            f" mit {talk.participants}" if talk.participants else ""
        )
    if talk is not None and talk.planned_on:
        return f"Vereinbart für den {talk.planned_on:%d.%m.%Y}"
    return "Noch kein Termin"


def _list(items: list[Item], nothing: str) -> Block:
    return Bullets(tuple(items)) if items else Text(nothing, "missing")


def _outcome(sheet: Sheet, today: date) -> list[Block]:
    """What came of the talk, once it was held."""
    talk, found = sheet.talk, list[Block]()
    if talk is not None and talk.held_on:
        found += [Heading("Schlüsse"), *_paragraphs(talk.conclusions or "nicht eingetragen")]
    if sheet.steps:
        found += [Heading("Nächste Schritte"), Bullets(tuple(_step(step, today) for step in sheet.steps))]
    return found


def _paragraphs(text: str) -> list[Block]:
    return [Text(line.strip()) for line in text.splitlines() if line.strip()]


def _step(step: TalkStep, today: date, *said: str) -> Item:
    due = ""
    if step.done_on:
        due = f"erledigt am {step.done_on:%d.%m.%Y}"
    elif step.due_on:
        due = f"bis {step.due_on:%d.%m.%Y}" + (", überfällig" if step.due_on < today else "")
    return Item(step.text, ", ".join(part for part in (*said, step.who, due) if part))


def _open(sheet: Sheet, today: date) -> list[Block]:
    points = [Item(label, text) for label, _, text in sheet.open_points]
    found = [Heading("Offene Punkte im Handlungskonzept"), _list(points, "Alle Bausteine sind vollständig.")]
    if sheet.open_steps:
        steps = tuple(_step(step, today, str(step.talk.year)) for step in sheet.open_steps)
        found += [Heading("Noch offen aus früheren Gesprächen", level=2), Bullets(steps)]
    return found


def _figures(sheet: Sheet) -> list[Block]:
    if not sheet.figures:
        return []
    rows = tuple(_row(line) for line in sheet.figures)
    return [Heading("Kennzahlen"), Table("Kennzahlen", ("Kennzahl", "zuletzt", "davor"), rows, (6, 4, 4))]


def _row(line: FigureLine) -> tuple[Cell, ...]:
    latest = Cell(line.text, str(line.year or ""), is_missing=line.year is None)
    before = Cell(line.before or NO_VALUE, str(line.before_year or ""), is_missing=not line.before)
    return Cell(line.label), latest, before


def _changed(sheet: Sheet) -> list[Block]:
    sentences = [Item(sentence) for sentence in sheet.changed.sentences]
    found: list[Block] = [Heading("Was sich geändert hat"), Text(sheet.changed.against, "hint")]
    return [*found, _list(sentences, "Nichts.")] if sheet.changed.since else found


def _questions(sheet: Sheet) -> list[Block]:
    asked = [
        Item(question.text, below=tuple(answer.splitlines()) or (NO_ANSWER,))
        for question, answer in sheet.questions
    ]
    return [Heading("Fragen"), Bullets(tuple(asked))] if asked else []


def _last(sheet: Sheet) -> list[Block]:
    if sheet.last is None:
        return []
    told = Text(f"Am {sheet.last.held_on:%d.%m.%Y}")
    return [Heading("Letztes Gespräch"), told, *_paragraphs(sheet.last.conclusions)]
