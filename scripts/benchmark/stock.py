"""A large invented stock: districts with their teams, and cases with everything that is documented in them.

One case : three persons : ten consultations, three other contacts and three needs, opened over the last two years.
Every client and case has a data key of its own and every text is really sealed with it.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connections, transaction

from kim.accounts.models import Membership, Responsibility, Role, User
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
from kim.core.models import DataKey
from kim.core.tenancy import district_scope
from kim.districts.models import District, LifeDomain, Municipality, Organisation, ServiceArea
from kim.network.models import AccessRoute
from scripts.benchmark.rows import Table, make_sequences_follow, set_row_security
from tests.core.names import people

MUNICIPALITIES = 8
DAYS = 730
NOTES = (
    "Die Familie sucht eine größere Wohnung; zwei Anzeigen gemeinsam angesehen und Unterlagen geordnet.",
    "Anmeldung zum Sprachkurs vorbereitet. Der Kurs beginnt im nächsten Monat, ein Platz ist frei.",
    "Bescheid erklärt und Rückfragen notiert; Antwort der Behörde wird bis zum nächsten Termin erwartet.",
    "Über Arbeit gesprochen: Zeugnisse liegen vor, die Anerkennung des Abschlusses ist beantragt.",
)
TRACKS = ("case_management", "brief_advice", "case_management", "brief_advice", "referral_only")


@dataclass(frozen=True)
class Plan:
    """How much there is to be."""

    districts: int = 1
    managers: int = 20
    cases_per_manager: int = 500

    @property
    def cases(self) -> int:
        return self.districts * self.managers * self.cases_per_manager


class Sealer:
    """Makes data keys and seals texts as `kim.core.sealing` does, without building rows."""

    def __init__(self) -> None:
        """Make ready the wrapping key and the table of data keys."""
        self.wrapper = AESGCM(settings.KEY_ENCRYPTION_KEY)
        self.keys = Table(DataKey, "id", "wrapped", "made_at", alias="keys")
        self.now = instant(dates.today())

    def key(self) -> tuple[str, AESGCM]:
        """Make a data key; return its identifier and cipher."""
        key_id, secret, nonce = os.urandom(16), os.urandom(32), os.urandom(12)
        self.keys.add(key_id.hex(), nonce + self.wrapper.encrypt(nonce, secret, key_id), self.now)
        return key_id.hex(), AESGCM(secret)

    @staticmethod
    def seal(cipher: AESGCM, table: str, row: str, column: str, text: str) -> bytes:
        """Return the ciphertext of a text at its place."""
        nonce = os.urandom(12)
        return nonce + cipher.encrypt(nonce, text.encode(), f"{table}:{row}:{column}".encode())


def instant(day: date) -> str:
    """Return nine o'clock of a day as both databases store it."""
    moment = dates.at(day)
    return (
        f"{moment:%Y-%m-%d %H:%M:%S}+00:00"
        if connections["default"].vendor == "postgresql"
        else f"{moment:%Y-%m-%d %H:%M:%S}"
    )


class RowIds:
    """Identifiers that grow like those of `kim.core.ids` do, in the order of writing."""

    def __init__(self) -> None:
        """Begin two years ago."""
        self.milliseconds = int((datetime.now(UTC) - timedelta(days=DAYS)).timestamp() * 1000)

    def __call__(self) -> str:
        """Return the next one as 32 hexadecimal digits."""
        self.milliseconds += 1
        tail = os.urandom(10).hex()
        return f"{self.milliseconds:012x}7{tail[:3]}8{tail[3:18]}"


@dataclass
class Team:
    """A district with the rows that cases point at, by primary key."""

    district: District
    managers: list[int]
    places: list[int]
    routes: list[int]
    domains: list[int]


@dataclass
class Dates:
    """The life of one case."""

    opened: date
    consultations: list[date]
    closes: date
    status: str = "active"
    closed: date | None = None
    archived: date | None = None
    delete: date | None = None


def make_team(number: int, plan: Plan, *, first: date) -> Team:
    """Make a district, its places and its team; manager `n` signs in as `manager-n@district.example`."""
    ags = f"{number:05d}"
    district = District.objects.create(
        slug=f"kreis-{number}", name=f"Kreis {number}", ags=ags, kind="rural", case_prefix=f"K{number}"
    )
    with district_scope(district):
        areas = [
            ServiceArea.objects.create(district=district, code=code, name=code.title())
            for code in ("nord", "sued")
        ]
        employer = Organisation.objects.create(
            district=district, code="kreis", name=district.name, kind="district"
        )
        places = [
            Municipality.objects.create(
                district=district, ags=f"{ags}{place:03d}", name=f"Ort {place}", kind="town", area=areas[place % 2]
            )
            for place in range(MUNICIPALITIES)
        ]
        domains = [
            LifeDomain.objects.create(district=district, code=f"bereich-{n}", label=f"Bereich {n}", position=n)
            for n in range(8)
        ]
        routes = [
            AccessRoute.objects.create(district=district, code=code, label=code, position=n)
            for n, code in enumerate(("selbst", "online_termin", "behoerde", "sprechstunde"))
        ]
        members = _members(district, employer, places, plan.managers, first)
    return Team(
        district,
        members,
        *([row.pk for row in rows] for rows in (places, routes, domains)),
    )


def _members(
    district: District, employer: Organisation, places: list[Municipality], count: int, first: date
) -> list[int]:
    managers = []
    for number in range(count + 1):
        role = Role.CASE_MANAGER if number < count else Role.TEAM_LEAD
        user = User.objects.create(email=f"{role}-{number}@{district.slug}.example", name=f"{role.label} {number}")
        member = Membership.objects.create(
            district=district, user=user, role=role, employer=employer, starts_on=first
        )
        if role == Role.CASE_MANAGER:
            managers.append(member.pk)
            Responsibility.objects.create(
                district=district, membership=member, municipality=places[number % len(places)], starts_on=first
            )
    return managers


@dataclass
class Filler:
    """Writes the cases of one team after the other."""

    today: date = field(default_factory=dates.today)

    def __post_init__(self) -> None:
        """Describe the tables."""
        self.dice = random.Random(7)
        self.new_id, self.sealer = RowIds(), Sealer()
        self.periods = rules.Periods()
        names = people()
        self.dice.shuffle(names)
        self.names = cycle(name for name, _, _ in names)
        self.tables = dict(_tables())

    def fill(self, team: Team, plan: Plan) -> None:
        """Write the cases of a team."""
        running: dict[int, int] = {}
        for number in range(plan.managers * plan.cases_per_manager):
            self._case(team, number % plan.managers, running)
        with district_scope(team.district):
            for year, last in running.items():
                CaseCounter.objects.create(district=team.district, year=year, last=last)

    def flush(self) -> None:
        """Write what still waits."""
        for table in (*self.tables.values(), self.sealer.keys):
            table.flush()

    def _life(self, track: str) -> Dates:
        dice, today = self.dice, self.today
        kind = dice.random()
        if kind < 0.7:
            opened = today - timedelta(days=dice.randrange(DAYS))
            last = max(opened, today - timedelta(days=dice.randrange(80)))
            days = self._days(opened, last)
            return Dates(opened, days, rules.closes_on(track, last, opened, None, self.periods))
        closed = today - timedelta(days=dice.randrange(13) if kind < 0.72 else dice.randrange(14, 350))
        opened = closed - timedelta(days=dice.randrange(30, 380))
        life = Dates(opened, self._days(opened, closed), closed, "closed", closed)
        if kind >= 0.72:
            life.status, life.archived = "archived", closed + timedelta(days=14)
            life.delete = rules.live_deletion_on(life.archived, self.periods)
        return life

    def _days(self, first: date, last: date) -> list[date]:
        span = (last - first).days
        return [first + timedelta(days=self.dice.randint(0, span)) for _ in range(9)] + [last]

    def _case(self, team: Team, manager: int, running: dict[int, int]) -> None:
        track = self.dice.choice(TRACKS)
        life = self._life(track)
        place = team.places[manager % MUNICIPALITIES]
        year = life.opened.year
        running[year] = running.get(year, 0) + 1
        number = rules.case_number(team.district.case_prefix, year, running[year])
        case, (key_id, cipher) = self.new_id(), self.sealer.key()
        lead = team.managers[manager]
        common = (team.district.pk, place, track)
        household = self.tables["household"].add(team.district.pk, instant(life.opened))
        self.tables["case"].add(
            case, key_id, *common, number, "household", household, self.dice.choice(team.routes), lead,
            life.status, life.opened.isoformat(), max(life.consultations).isoformat(), life.closes.isoformat(),
            _iso(life.closed), "goals_reached" if life.closed else "", _iso(life.archived), _iso(life.delete),
            self.sealer.seal(cipher, "cases_case", case, "concern", "Wohnung und Sprachkurs"),
        )  # fmt: skip
        clients = [
            self._client(team, place, case, household, life.opened, role)
            for role in ("applicant", "partner", "child")
        ]
        self._periods(common, case, key_id, life)
        self._entries((case, key_id, cipher), common, lead, life, clients, team)
        self.tables["intake"].add(
            team.district.pk, life.opened.isoformat(), place, self.dice.choice(team.routes), track, lead, case
        )

    def _client(self, team: Team, place: int, case: str, household: int, opened: date, role: str) -> str:
        client, (key_id, cipher) = self.new_id(), self.sealer.key()
        given, _, family = next(self.names).partition(" ")
        texts = {
            "given_name": given,
            "family_name": family,
            "birth_date": f"19{self.dice.randrange(50, 99)}-05-01",
            "phone": "02581 000000",
            "email": "",
            "address": "Musterweg 1, 48000 Musterort",
        }
        sealed = [
            self.sealer.seal(cipher, "cases_client", client, column, text) if text else b""
            for column, text in texts.items()
        ]
        self.tables["client"].add(client, key_id, team.district.pk, place, instant(opened), "uk", *sealed)
        day = opened.isoformat()
        self.tables["member"].add(team.district.pk, case, client, role, day)
        self.tables["household_member"].add(team.district.pk, household, client, role, day)
        return client

    def _periods(self, common: tuple[int, int, str], case: str, key_id: str, life: Dates) -> None:
        begins = [(life.opened, "opened")]
        if self.dice.random() < 0.2:
            begins.append((life.consultations[4] if life.consultations[4] > life.opened else life.opened, "track"))
        for place, (begin, how) in enumerate(begins):
            following = begins[place + 1][0] if place + 1 < len(begins) else life.closed
            ended = "" if following is None else ("track" if place + 1 < len(begins) else "closed")
            track = common[2] if place + 1 == len(begins) else "referral_only"
            self.tables["period"].add(
                self.new_id(), key_id, common[0], common[1], track, case, begin.isoformat(), _iso(following),
                how, ended, "goals_reached" if ended == "closed" else "",
            )  # fmt: skip

    def _entries(
        self,
        owner: tuple[str, str, AESGCM],
        common: tuple[int, int, str],
        lead: int,
        life: Dates,
        clients: list[str],
        team: Team,
    ) -> None:
        case, key_id, cipher = owner
        for day in sorted(life.consultations):
            row = self.new_id()
            note = self.sealer.seal(cipher, "cases_consultation", row, "note", self.dice.choice(NOTES))
            self.tables["consultation"].add(
                row, key_id, *common, case, day.isoformat(), note, lead, instant(day), "office", 45
            )
            self.tables["topic"].add(row, self.dice.choice(team.domains))
            self.tables["person"].add(row, clients[0])
        for day in life.consultations[:3]:
            row = self.new_id()
            note = self.sealer.seal(cipher, "cases_casenote", row, "note", self.dice.choice(NOTES))
            self.tables["note"].add(row, key_id, *common, case, day.isoformat(), note, lead, instant(day), "call")
        opened = life.opened.isoformat()
        for domain in self.dice.sample(team.domains, 3):
            self.tables["need"].add(common[0], case, clients[0], domain, opened, opened)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _tables() -> Iterator[tuple[str, Table]]:
    common = ("id", "key_id", "district_id", "municipality_id", "track")
    entry = (*common, "case_id", "on", "note", "recorded_by_id", "recorded_at")
    yield "household", Table(Household, "district_id", "made_at")
    yield "case", Table(
        Case, *common, "number", "kind", "household_id", "access_route_id", "lead_id", "status", "opened_on",
        "last_consultation_on", "closes_on", "closed_on", "closing_reason", "archived_on", "delete_on", "concern",
    )  # fmt: skip
    yield "client", Table(
        Client, "id", "key_id", "district_id", "municipality_id", "made_at", "language", "given_name",
        "family_name", "birth_date", "phone", "email", "address",
    )  # fmt: skip
    yield "member", Table(CaseMember, "district_id", "case_id", "client_id", "role", "joined_on")
    yield "household_member", Table(
        HouseholdMember, "district_id", "household_id", "client_id", "role", "joined_on"
    )
    yield "period", Table(
        CasePeriod, *common, "case_id", "starts_on", "ends_on", "began_as", "ended_as", "closing_reason"
    )
    yield "consultation", Table(Consultation, *entry, "channel", "minutes")
    yield "note", Table(CaseNote, *entry, "kind")
    yield "topic", Table(Consultation.topics.through, "consultation_id", "lifedomain_id")
    yield "person", Table(Consultation.persons.through, "consultation_id", "client_id")
    yield "need", Table(
        Need, "district_id", "case_id", "client_id", "life_domain_id", "opened_on", "changed_on"
    )
    yield "intake", Table(
        Intake, "district_id", "on", "municipality_id", "access_route_id", "outcome", "recorded_by_id", "case_id"
    )


def fill_databases(plan: Plan) -> dict[str, int]:
    """Write the whole stock into two empty, migrated databases and return how many rows there are."""
    first = dates.today() - timedelta(days=DAYS)
    with transaction.atomic(), transaction.atomic(using="keys"):
        _hold_foreign_keys()
        set_row_security(forced=False)
        filler = Filler()
        for number in range(1, plan.districts + 1):
            filler.fill(make_team(number, plan, first=first), plan)
        filler.flush()
        make_sequences_follow()
        set_row_security(forced=True)
    for alias in ("default", "keys"):
        with connections[alias].cursor() as cursor:
            cursor.execute("ANALYZE")
    counts: dict[str, int] = {name: table.written for name, table in filler.tables.items()}
    return counts | {"keys": filler.sealer.keys.written}


def _hold_foreign_keys() -> Any:
    """Tables are written one after the other, so references are checked at the end of the transaction."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        else:
            cursor.execute("PRAGMA defer_foreign_keys=ON")
