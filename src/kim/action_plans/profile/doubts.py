"""What is unusual about figures while they are entered: asked back once, and taken when somebody stands by them."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from kim.accounts.models import Membership
from kim.action_plans.models import FindingNote, IndicatorValue
from kim.action_plans.profile.actions import Entered, Origin, record_figures
from kim.action_plans.profile.checking import definitions_of
from kim.action_plans.profile.permissions import may_collect
from kim.action_plans.profile.queries import Figure, Wanted
from kim.action_plans.rules.profile import DISTRICT, Finding, Table, Value, findings
from kim.audit.actions import record
from kim.core import dates
from kim.districts.models import District, Municipality

Key = tuple[str, str]
LONGEST_REASON = 500
#: A long name of an office with a long name of a place is cut: the figures with it must not be lost for that.
SAID_BY_LENGTH = 250


@dataclasses.dataclass(frozen=True)
class Doubt:
    """Something to ask back about one figure; `digest` is that of the values it speaks of, `reason` what was said."""

    findings: tuple[Finding, ...]
    confirmed: str = ""
    reason: str = ""

    @property
    def digest(self) -> str:
        """What somebody stands by: with another value it is another question."""
        return "-".join(finding.digest[:16] for finding in self.findings)

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody stands by exactly these values."""
        return self.confirmed == self.digest

    @property
    def question(self) -> str:
        """What is asked."""
        return " ".join([*(finding.text for finding in self.findings), "Stimmt das?"])


@dataclasses.dataclass(frozen=True)
class Confirmed:
    """Somebody stands by what looks wrong, perhaps with a reason."""

    finding: Finding
    reason: str = ""


def _table_with(wanted: Sequence[Wanted], entered: Iterable[Entered], known: Table | None) -> Table:
    """Return the figures as they would stand.

    Without a table of what is known the figures of this form and those of the year before: whoever holds a link is
    told nothing of other offices.
    """
    values = {(each.code, each.place, each.year): each for each in known or ()}
    for each in wanted:
        if each.before.has_value:
            value = _value_of(each, each.before)
            values[value.code, value.place, value.year] = value
    year = wanted[0].figure.year if wanted else 0
    for given in entered:
        place = given.municipality.ags if given.municipality else DISTRICT
        values.pop((given.indicator.code, place, year), None)
        if given.state == IndicatorValue.State.VALUE:
            number = given.number or Decimal(0)
            value = Value(given.indicator.code, place, year, number, given.entries)
            values[value.code, place, year] = value
    if known is not None:
        return Table(known.definitions.values(), values.values(), known.places)
    used = {each.indicator.pk: each.indicator for each in wanted}
    places = dict.fromkeys(each.territory.key for each in wanted if each.territory.key != DISTRICT)
    return Table(definitions_of(list(used.values())), values.values(), tuple(places))


def _value_of(each: Wanted, figure: Figure) -> Value:
    number = figure.number or Decimal(0)
    return Value(each.indicator.code, each.territory.key, figure.year, number, figure.entries)


def doubts(
    wanted: Sequence[Wanted], entered: Iterable[Entered], changed: set[Key], known: Table | None = None
) -> dict[Key, list[Finding]]:
    """Return what is unusual about figures that change: by code and place of the field to ask at; no query."""
    table = _table_with(wanted, entered, known)
    year = wanted[0].figure.year if wanted else 0
    found: dict[Key, list[Finding]] = {}
    for finding in findings(table):
        concerned = [(each.code, each.place) for each in finding.values if each.year == year]
        at = next((key for key in concerned if key in changed), None)
        if at is not None:
            found.setdefault(at, []).append(finding)
    return found


def stand_by(
    actor: Membership | None, *, district: District, confirmed: Iterable[Confirmed], said_by: str
) -> None:
    """Keep that somebody stands by figures that look wrong, inside the transaction that writes the figures.

    - Of coordination that explains them. What others say is kept as theirs: coordination decides.
    - What coordination has said of the same values stays as it is.
    - One audit entry for each place.
    """
    explains = actor is not None and may_collect(actor)
    subjects = {place.ags: place for place in Municipality.objects.order_by("pk")} if confirmed else {}
    places = []
    for each in confirmed:
        said = {
            "text": each.reason or ("Beim Eintragen bestätigt." if explains else ""),
            "said_by": "" if explains else said_by[:SAID_BY_LENGTH],
            "written_on": dates.today(),
            "written_by": actor,
            "district": district,
        }
        key, digest = each.finding.key, each.finding.digest
        if explains or not FindingNote.objects.filter(key=key, digest=digest, said_by="").exists():
            FindingNote.objects.update_or_create(key=key, digest=digest, defaults=said)
        places.append(subjects.get(each.finding.place, district))
    for place in dict.fromkeys(places):
        record(actor, "figures_confirmed" if actor else "figures_confirmed_by_link", subject=place)


def enter_figures(
    actor: Membership,
    *,
    origin: Origin,
    entered: Iterable[Entered],
    confirmed: Sequence[Confirmed],
    said_by: str,
) -> int:
    """Write down the figures of a place and who stands by what looks wrong. Returns how many figures changed.

    `said_by` is in whose name a member who is not of coordination speaks. Audit entries as of both.

    Conflict: somebody else changed one of them since it was shown.
    """
    with transaction.atomic():
        count = record_figures(actor, district=actor.district, origin=origin, entered=entered)
        stand_by(actor, district=actor.district, confirmed=confirmed, said_by=said_by)
    return count


def said_about(data: Mapping[str, str], name: str, found: Sequence[Finding]) -> Doubt:
    """Return a doubt with what was typed about it."""
    return Doubt(
        tuple(found),
        str(data.get(f"stimmt-{name}", "")),
        str(data.get(f"grund-{name}", "")).strip(),
    )
