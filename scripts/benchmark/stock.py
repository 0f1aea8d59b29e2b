"""A large invented stock: districts with their teams, and cases with everything that is documented in them.

One case : three persons : ten consultations, three other contacts and three needs, opened over the last two years.
Every client and case has a data key of its own and every text is really sealed with it.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from django.db import connections, transaction
from django.db.models import Model

from kim.cases import rules
from kim.cases.models import (
    Case,
    CaseCounter,
    CaseMember,
    CaseNote,
    CasePeriod,
    Client,
    Consultation,
    Household,
    HouseholdMember,
    Intake,
    Need,
)
from kim.core import dates
from kim.core.tenancy import district_scope
from scripts.benchmark.life import DAYS, Life, invent_life
from scripts.benchmark.rows import (
    Table,
    make_sequences_follow,
    references_checked_at_the_end,
    row_security_off,
)
from scripts.benchmark.sealer import Key, RowIds, Sealer, instant
from scripts.benchmark.team import Team, make_team
from tests.core.names import people

NOTES = (
    "Die Familie sucht eine größere Wohnung; zwei Anzeigen gemeinsam angesehen und Unterlagen geordnet.",
    "Anmeldung zum Sprachkurs vorbereitet. Der Kurs beginnt im nächsten Monat, ein Platz ist frei.",
    "Bescheid erklärt und Rückfragen notiert; Antwort der Behörde wird bis zum nächsten Termin erwartet.",
    "Über Arbeit gesprochen: Zeugnisse liegen vor, die Anerkennung des Abschlusses ist beantragt.",
)
TRACKS = ("case_management", "brief_advice", "case_management", "brief_advice", "referral_only")
ROLES = ("applicant", "partner", "child")
ENTRY = "id key_id district_id municipality_id track case_id on note recorded_by_id recorded_at"
COLUMNS: dict[str, tuple[type[Model], str]] = {
    "household": (Household, "district_id made_at"),
    "case": (
        Case,
        (
            "id key_id district_id municipality_id track number kind household_id access_route_id lead_id status "
            "opened_on last_consultation_on closes_on closed_on closing_reason archived_on delete_on concern"
        ),
    ),
    "client": (
        Client,
        "id key_id district_id municipality_id made_at given_name family_name birth_date phone address",
    ),
    "member": (CaseMember, "district_id case_id client_id role joined_on"),
    "household_member": (HouseholdMember, "district_id household_id client_id role joined_on"),
    "period": (
        CasePeriod,
        "id key_id district_id municipality_id track case_id starts_on ends_on began_as ended_as closing_reason",
    ),
    "consultation": (Consultation, f"{ENTRY} channel minutes"),
    "note": (CaseNote, f"{ENTRY} kind"),
    "topic": (Consultation.topics.through, "consultation_id lifedomain_id"),
    "person": (Consultation.persons.through, "consultation_id client_id"),
    "need": (Need, "district_id case_id client_id life_domain_id opened_on changed_on"),
    "intake": (Intake, "district_id on municipality_id access_route_id outcome recorded_by_id case_id"),
}


@dataclass(frozen=True)
class Plan:
    """How much there is to be."""

    districts: int = 1
    managers: int = 20
    cases_per_manager: int = 500

    @property
    def cases(self) -> int:
        """How many cases that makes."""
        return self.districts * self.managers * self.cases_per_manager


@dataclass
class NewCase:
    """A case that is being written."""

    team: Team
    pk: str
    key: Key
    track: str
    place: int
    lead: int
    life: Life

    @property
    def common(self) -> tuple[str, int, int, str]:
        """Key, district, municipality and track, the same in all rows of the case."""
        return self.key.key_id, self.team.district.pk, self.place, self.track


class Filler:
    """Writes the cases of one team after the other."""

    def __init__(self) -> None:
        """Describe the tables and shuffle the names."""
        self.dice = random.Random(7)  # noqa: S311 - the same stock every time
        self.new_id, self.sealer = RowIds(DAYS), Sealer()
        self.tables = {name: Table(model, *columns.split()) for name, (model, columns) in COLUMNS.items()}
        names = people()
        self.dice.shuffle(names)
        self.names = cycle(name for name, _, _ in names)

    def fill(self, team: Team, plan: Plan) -> None:
        """Write the cases of a team."""
        running: dict[int, int] = {}
        for number in range(plan.managers * plan.cases_per_manager):
            manager, track = number % plan.managers, self.dice.choice(TRACKS)
            case = NewCase(
                team,
                self.new_id(),
                self.sealer.new_key(),
                track,
                team.places[manager % len(team.places)],
                team.managers[manager],
                invent_life(self.dice, track, dates.today()),
            )
            year = case.life.opened.year
            running[year] = running.get(year, 0) + 1
            self._write(case, rules.case_number(team.district.case_prefix, year, running[year]))
        with district_scope(team.district):
            for year, last in running.items():
                CaseCounter.objects.create(district=team.district, year=year, last=last)

    def flush(self) -> None:
        """Write what still waits."""
        for table in (*self.tables.values(), self.sealer.keys):
            table.flush()

    def _write(self, case: NewCase, number: str) -> None:
        life, route = case.life, self.dice.choice(case.team.routes)
        household = self.tables["household"].add(case.team.district.pk, instant(life.opened))
        concern = case.key.seal("cases_case", case.pk, "concern", "Wohnung und Sprachkurs")
        self.tables["case"].add(
            case.pk, *case.common, number, "household", household, route, case.lead, life.status,
            str(life.opened), str(life.consultations[-1]), _text(life.closes), _text(life.closed),
            "goals_reached" if life.closed else "", _text(life.archived), _text(life.delete), concern,
        )  # fmt: skip
        clients = [self._client(case, household, role) for role in ROLES]
        self._periods(case)
        self._consultations(case, clients[0])
        self._notes(case)
        for domain in self.dice.sample(case.team.domains, 3):
            self.tables["need"].add(
                case.team.district.pk, case.pk, clients[0], domain, str(life.opened), str(life.opened)
            )
        self.tables["intake"].add(
            case.team.district.pk, str(life.opened), case.place, route, case.track, case.lead, case.pk
        )

    def _client(self, case: NewCase, household: int, role: str) -> str:
        client, key, district = self.new_id(), self.sealer.new_key(), case.team.district.pk
        given, _, family = next(self.names).partition(" ")
        texts = {
            "given_name": given,
            "family_name": family,
            "birth_date": f"19{self.dice.randrange(50, 99)}-05-01",
            "phone": "02581 000000",
            "address": "Musterweg 1, 48000 Musterort",
        }
        sealed = [key.seal("cases_client", client, column, text) for column, text in texts.items()]
        opened = case.life.opened
        self.tables["client"].add(client, key.key_id, district, case.place, instant(opened), *sealed)
        self.tables["member"].add(district, case.pk, client, role, str(opened))
        self.tables["household_member"].add(district, household, client, role, str(opened))
        return client

    def _periods(self, case: NewCase) -> None:
        """One period; a case in five began with another track."""
        life, start, began = case.life, case.life.opened, "opened"
        if self.dice.random() < 0.2:
            key_id, district, place, _ = case.common
            changed = life.consultations[4]
            self.tables["period"].add(
                self.new_id(), key_id, district, place, "referral_only", case.pk, str(start), str(changed),
                began, "track", "",
            )  # fmt: skip
            start, began = changed, "track"
        ended = ("closed", "goals_reached") if life.closed else ("", "")
        self.tables["period"].add(
            self.new_id(), *case.common, case.pk, str(start), _text(life.closed), began, *ended
        )

    def _consultations(self, case: NewCase, client: str) -> None:
        for day in case.life.consultations:
            row = self.new_id()
            note = case.key.seal("cases_consultation", row, "note", self.dice.choice(NOTES))
            entry = (row, *case.common, case.pk, str(day), note, case.lead, instant(day))
            self.tables["consultation"].add(*entry, "office", 45)
            self.tables["topic"].add(row, self.dice.choice(case.team.domains))
            self.tables["person"].add(row, client)

    def _notes(self, case: NewCase) -> None:
        for day in case.life.consultations[:3]:
            row = self.new_id()
            note = case.key.seal("cases_casenote", row, "note", self.dice.choice(NOTES))
            self.tables["note"].add(
                row, *case.common, case.pk, str(day), note, case.lead, instant(day), "call"
            )


def _text(day: date | None) -> str | None:
    return None if day is None else str(day)


def fill_databases(plan: Plan) -> dict[str, int]:
    """Write the whole stock into two empty, migrated databases and return how many rows there are."""
    first = dates.today() - timedelta(days=DAYS)
    with row_security_off(), transaction.atomic(), transaction.atomic(using="keys"):
        filler = Filler()
        with references_checked_at_the_end():
            for number in range(1, plan.districts + 1):
                filler.fill(make_team(number, plan.managers, first), plan)
            filler.flush()
        make_sequences_follow()
    for alias in ("default", "keys"):
        with connections[alias].cursor() as cursor:
            cursor.execute("ANALYZE")
    counts: dict[str, int] = {name: table.written for name, table in filler.tables.items()}
    return counts | {"keys": filler.sealer.keys.written}
