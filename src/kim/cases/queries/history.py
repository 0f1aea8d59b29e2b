"""The history of a case: what was documented and what became of it, newest first."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F

from kim.cases.models import Case, CaseNote, CasePeriod, Consultation, Prolongation
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
    """Return what is documented in a case: four queries."""
    periods = CasePeriod.objects.filter(case=case).annotate(place=F("municipality__name"))
    return Record(
        list(Consultation.objects.filter(case=case).order_by("-on", "-recorded_at")),
        list(CaseNote.objects.filter(case=case).order_by("-on", "-recorded_at")),
        list(periods.order_by("starts_on", "pk")),
        list(Prolongation.objects.filter(case=case).order_by("-made_on", "-pk")),
    )


@dataclasses.dataclass(frozen=True)
class Names:
    """What is called how, by primary key: the team, the people of the case, the domains of life."""

    team: Mapping[int, str]
    people: Mapping[Any, str]
    domains: Mapping[int, str]


def _pairs(consultations: Sequence[Consultation], through: Any, other: str) -> dict[Any, set[Any]]:
    """Return the other side of a many-to-many relation for each consultation, without reading its rows."""
    found: dict[Any, set[Any]] = {}
    links = through.objects.filter(consultation__in=[entry.pk for entry in consultations]).order_by()
    for consultation, linked in links.values_list("consultation_id", other):
        found.setdefault(consultation, set()).add(linked)
    return found


def present_at(consultations: Sequence[Consultation]) -> dict[Any, set[Any]]:
    """Return the keys of those who took part in each consultation."""
    return _pairs(consultations, Consultation.persons.through, "client_id")


def entries_of(case: Case, record: Record, names: Names) -> list[Entry]:
    """Return the lines of the history from opened rows, newest first; of one day, the last one recorded first."""
    present = present_at(record.consultations)
    topics = _pairs(record.consultations, Consultation.topics.through, "lifedomain_id")
    nothing: set[Any] = set()
    lines = [
        *(
            _consultation(entry, names, present.get(entry.pk, nothing), topics.get(entry.pk, nothing))
            for entry in record.consultations
        ),
        *(_note(entry, names) for entry in record.notes),
        *_periods(case, record.periods),
        *(_prolongation(row, names) for row in record.prolongations),
    ]
    return sorted(lines, key=lambda line: (line.on, line.recorded), reverse=True)


def _chosen(names: Mapping[Any, str], keys: set[Any]) -> str:
    return ", ".join(name for key, name in names.items() if key in keys)


def _withdrawn(entry: Consultation | CaseNote) -> dict[str, Any]:
    if entry.withdrawn_at is None:
        return {}
    return {
        "withdrawn_on": dates.local_day(entry.withdrawn_at),
        "withdrawn_reason": entry.withdrawn_reason,
    }


def _consultation(entry: Consultation, names: Names, present: set[Any], topics: set[Any]) -> Entry:
    who = _chosen(names.people, present) if len(names.people) > 1 else ""
    parts = (f"Beratung, {entry.get_channel_display()}", _chosen(names.domains, topics))
    return Entry(
        on=entry.on,
        recorded=entry.recorded_at.timestamp(),
        title=" · ".join(part for part in parts if part),
        text=entry.note,
        client_view=entry.client_view,
        by=names.team[entry.recorded_by_id] + (f" · mit {who}" if who else ""),
        pk=entry.pk,
        editable=True,
        **_withdrawn(entry),
    )


def _note(entry: CaseNote, names: Names) -> Entry:
    return Entry(
        on=entry.on,
        recorded=entry.recorded_at.timestamp(),
        title=entry.get_kind_display(),
        text=entry.note,
        by=names.team[entry.recorded_by_id],
        pk=entry.pk,
        **_withdrawn(entry),
    )


def _periods(case: Case, periods: Sequence[Any]) -> Iterator[Entry]:
    for place, period in enumerate(periods):
        # The opening is the first of its day, every later change comes after the day's entries.
        order = LATE + 2 * place if place else 0
        moved = period.began_as == CasePeriod.Began.MOVED
        what = period.place if moved else period.get_track_display()
        title = f"{BEGAN[CasePeriod.Began(period.began_as)]} · {what}"
        text = period.reason if place else case.concern
        yield Entry(on=period.starts_on, recorded=order, title=title, text=text)
        if period.ended_as == CasePeriod.Ended.CLOSED and period.ends_on is not None:
            closed = f"Fall abgeschlossen · {period.get_closing_reason_display()}"
            yield Entry(on=period.ends_on, recorded=LATE + 2 * place + 1, title=closed)


def _prolongation(row: Prolongation, names: Names) -> Entry:
    return Entry(
        on=row.made_on,
        recorded=LATE - 1,
        title=f"Frist verlängert bis {row.until:%d.%m.%Y}",
        text=row.reason,
        by=names.team[row.made_by_id],
    )
