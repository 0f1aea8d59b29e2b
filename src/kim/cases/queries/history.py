"""The history of a case: what was documented and what became of it, newest first."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from kim.cases.models import Case, CaseNote, CasePeriod, Client, Consultation, Prolongation
from kim.core import dates

BEGAN = {
    CasePeriod.Began.OPENED: "Fall eröffnet",
    CasePeriod.Began.REACTIVATED: "Wieder aufgenommen",
    CasePeriod.Began.TRACK: "Konstellation geändert",
    CasePeriod.Began.MOVED: "Umgezogen",
}
#: Later than any instant of recording (seconds since 1970).
LATE = 1e12


@dataclasses.dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the history; `recorded` orders the lines of one day.

    `pk` is set where it can be corrected (`editable`) or taken back.
    """

    on: date
    recorded: float
    title: str
    text: str = ""
    client_view: str = ""
    by: str = ""
    pk: Any = None
    editable: bool = False
    withdrawn_on: date | None = None
    withdrawn_reason: str = ""


@dataclasses.dataclass(frozen=True)
class Record:
    """Everything documented in a case, still sealed."""

    consultations: list[Consultation]
    notes: list[CaseNote]
    periods: list[CasePeriod]
    prolongations: list[Prolongation]

    @property
    def sealed(self) -> list[Any]:
        """All rows, to be opened together."""
        return [*self.consultations, *self.notes, *self.periods, *self.prolongations]

    @property
    def valid_consultations(self) -> int:
        """How many consultations count."""
        return sum(entry.withdrawn_at is None for entry in self.consultations)

    @property
    def active_since(self) -> date | None:
        """The day of the opening or of the last reactivation."""
        began = (CasePeriod.Began.OPENED, CasePeriod.Began.REACTIVATED)
        return max((period.starts_on for period in self.periods if period.began_as in began), default=None)


def record_of(case: Case) -> Record:
    """Return what is documented in a case: five queries."""
    by = "recorded_by__user"
    return Record(
        list(
            Consultation.objects.filter(case=case)
            .select_related(by)
            .prefetch_related("topics")
            .order_by("-on", "-recorded_at")
        ),
        list(CaseNote.objects.filter(case=case).select_related(by).order_by("-on", "-recorded_at")),
        list(CasePeriod.objects.filter(case=case).select_related("municipality").order_by("starts_on", "pk")),
        list(
            Prolongation.objects.filter(case=case).select_related("made_by__user").order_by("-made_on", "-pk")
        ),
    )


def present_at(consultations: Sequence[Consultation]) -> dict[Any, set[Any]]:
    """Return who took part in each consultation, by primary keys, without reading the people again."""
    found: dict[Any, set[Any]] = {}
    through = Consultation.persons.through.objects
    pairs = through.filter(consultation__in=[entry.pk for entry in consultations]).order_by()
    for consultation, client in pairs.values_list("consultation_id", "client_id"):
        found.setdefault(consultation, set()).add(client)
    return found


def entries_of(case: Case, record: Record, people: Iterable[Client]) -> list[Entry]:
    """Return the lines of the history from opened rows, newest first; of one day, the last one recorded first."""
    names = {client.pk: client.given_name or client.family_name for client in people}
    present = present_at(record.consultations)
    lines = [
        *(_consultation(entry, names, present.get(entry.pk, set())) for entry in record.consultations),
        *(_note(entry) for entry in record.notes),
        *_periods(case, record.periods),
        *(_prolongation(row) for row in record.prolongations),
    ]
    return sorted(lines, key=lambda line: (line.on, line.recorded), reverse=True)


def _withdrawn(entry: Consultation | CaseNote) -> dict[str, Any]:
    if entry.withdrawn_at is None:
        return {}
    return {
        "withdrawn_on": dates.local_day(entry.withdrawn_at),
        "withdrawn_reason": entry.withdrawn_reason,
    }


def _consultation(entry: Consultation, names: dict[Any, str], present: set[Any]) -> Entry:
    topics = ", ".join(topic.label for topic in entry.topics.all())
    who = ", ".join(name for pk, name in names.items() if pk in present) if len(names) > 1 else ""
    title = f"Beratung, {entry.get_channel_display()}"
    return Entry(
        on=entry.on,
        recorded=entry.recorded_at.timestamp(),
        title=" · ".join(part for part in (title, topics) if part),
        text=entry.note,
        client_view=entry.client_view,
        by=" · ".join(part for part in (str(entry.recorded_by), f"mit {who}" if who else "") if part),
        pk=entry.pk,
        editable=True,
        **_withdrawn(entry),
    )


def _note(entry: CaseNote) -> Entry:
    return Entry(
        on=entry.on,
        recorded=entry.recorded_at.timestamp(),
        title=entry.get_kind_display(),
        text=entry.note,
        by=str(entry.recorded_by),
        pk=entry.pk,
        **_withdrawn(entry),
    )


def _periods(case: Case, periods: Sequence[CasePeriod]) -> Iterator[Entry]:
    for place, period in enumerate(periods):
        # The opening is the first of its day, every later change comes after the day's entries.
        order = LATE + 2 * place if place else 0
        moved = period.began_as == CasePeriod.Began.MOVED
        what = period.municipality.name if moved else period.get_track_display()
        title = f"{BEGAN[CasePeriod.Began(period.began_as)]} · {what}"
        text = period.reason if place else case.concern
        yield Entry(on=period.starts_on, recorded=order, title=title, text=text)
        if period.ended_as == CasePeriod.Ended.CLOSED and period.ends_on is not None:
            closed = f"Fall abgeschlossen · {period.get_closing_reason_display()}"
            yield Entry(on=period.ends_on, recorded=LATE + 2 * place + 1, title=closed)


def _prolongation(row: Prolongation) -> Entry:
    return Entry(
        on=row.made_on,
        recorded=LATE - 1,
        title=f"Frist verlängert bis {row.until:%d.%m.%Y}",
        text=row.reason,
        by=str(row.made_by),
    )
