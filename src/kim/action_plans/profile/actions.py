"""Entering figures, and explaining those that look wrong."""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from kim.accounts.models import Membership
from kim.action_plans.models import FindingNote, Indicator, IndicatorValue
from kim.action_plans.rules.figures import Entry
from kim.action_plans.rules.profile import Finding
from kim.audit.actions import record
from kim.core import dates
from kim.core.locking import Conflict, claim_version
from kim.districts.models import District, Municipality

State = IndicatorValue.State


@dataclasses.dataclass(frozen=True)
class Entered:
    """What somebody says about one figure; `version` is that of the row they saw, None if there was none."""

    indicator: Indicator
    municipality: Municipality | None
    state: str
    number: Decimal | None = None
    entries: tuple[Entry, ...] = ()
    version: int | None = None

    @property
    def items(self) -> list[dict[str, str | int]]:
        """The entries as they are kept."""
        return [{"name": entry.name, "count": entry.count} for entry in self.entries]


@dataclasses.dataclass(frozen=True)
class Origin:
    """Where figures come from: their year, the day they speak of, and who gave them."""

    year: int
    as_of: date
    source: str = ""


def reference_day(year: int) -> date:
    """Return the day figures of a year speak of unless somebody says otherwise: its last."""
    return date(year, 12, 31)


Key = tuple[int, int | None]


def _key(given: Entered) -> Key:
    return given.indicator.pk, given.municipality.pk if given.municipality else None


def _known(year: int) -> dict[Key, IndicatorValue]:
    """Return the figures of a year by indicator and place; one query."""
    rows = IndicatorValue.objects.filter(year=year).order_by("pk")
    return {(row.indicator_id, row.municipality_id): row for row in rows}


def _says_the_same(given: Entered, row: IndicatorValue | None) -> bool:
    before = (row.state, row.number, row.items) if row else (State.NOT_RECORDED, None, [])
    return before == (given.state, given.number, given.items)


def differing(year: int, entered: Iterable[Entered]) -> list[Entered]:
    """Return what is said otherwise than it stands there; one query."""
    known = _known(year)
    return [given for given in entered if not _says_the_same(given, known.get(_key(given)))]


def record_figures(
    actor: Membership | None,
    *,
    district: District,
    origin: Origin,
    entered: Iterable[Entered],
    action: str = "figures_recorded",
) -> int:
    """Write figures down and return how many changed; all of them or none.

    - What is as it was stays untouched, with its day and its source.
    - One audit entry for each place whose figures changed.

    Conflict: somebody else changed one of them since it was shown.
    """
    with transaction.atomic():
        known = _known(origin.year)
        changed = [
            given.municipality
            for given in entered
            if _write(actor, district, origin, given, known.get(_key(given)))
        ]
        for place in dict.fromkeys(changed):
            record(actor, action, subject=place or district)
    return len(changed)


def _write(
    actor: Membership | None,
    district: District,
    origin: Origin,
    given: Entered,
    row: IndicatorValue | None,
) -> bool:
    """Write one figure if it is another than before; return whether it was."""
    if _says_the_same(given, row):
        return False
    if (row.version if row else None) != given.version:
        raise Conflict(f"{given.indicator} wurde inzwischen geändert.")
    details = {
        "state": given.state,
        "number": given.number,
        "items": given.items,
        "as_of": origin.as_of,
        "source": origin.source,
        "recorded_on": dates.today(),
        "recorded_by": actor,
    }
    if row is None:
        _create(district, origin.year, given, details)
    else:
        claim_version(row, row.version)
        for name, value in details.items():
            setattr(row, name, value)
        row.save(update_fields=[*details])
    return True


def _create(district: District, year: int, given: Entered, details: Mapping[str, object]) -> None:
    try:
        with transaction.atomic():
            IndicatorValue.objects.create(
                district=district,
                indicator=given.indicator,
                municipality=given.municipality,
                year=year,
                **details,
            )
    except IntegrityError as error:
        # Somebody else entered the same figure in this very moment.
        raise Conflict(f"{given.indicator} wurde inzwischen eingetragen.") from error


def explain_finding(actor: Membership, *, finding: Finding, text: str) -> FindingNote:
    """Write down why what looks wrong is right; it holds until one of the figures changes. One audit entry."""
    place = Municipality.objects.filter(ags=finding.place).first()
    with transaction.atomic():
        note: FindingNote
        note, _ = FindingNote.objects.update_or_create(
            key=finding.key,
            digest=finding.digest,
            defaults={
                "text": text,
                "said_by": "",
                "written_on": dates.today(),
                "written_by": actor,
                "district": actor.district,
            },
        )
        record(actor, "finding_explained", subject=place or actor.district)
    return note
