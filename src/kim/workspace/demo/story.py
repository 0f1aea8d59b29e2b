"""Two years of invented casework, told through the same verbs that people use, on a moving clock."""

import dataclasses
import random
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from kim.accounts.models import Membership, Responsibility
from kim.cases.actions import entries, lifecycle, sharing
from kim.cases.actions.opening import Person, open_case, record_intake
from kim.cases.models import Case, Client, ClosingReason, NeedState, NoteKind, PersonRole, Track
from kim.core import dates
from kim.districts.models import District, LifeDomain, Municipality
from kim.network.models import AccessRoute
from kim.workspace.demo import words

TRACKS = (Track.BRIEF_ADVICE,) * 9 + (Track.CASE_MANAGEMENT,) * 8 + (Track.REFERRAL_ONLY,) * 3
CHANNELS = ("office", "office_hours", "office_hours", "phone", "outreach", "video", "email")
CASES_PER_MANAGER = 15


@dataclasses.dataclass
class Plan:
    """One case to come: when it opens, on which days people meet, how it ends."""

    lead: Membership
    place: Municipality
    track: str
    opens_on: date
    meetings: list[date]
    ends_by: str
    case: Case | None = None


class Story:
    """Plans the cases with a fixed seed and lives through them day by day."""

    def __init__(self, district: District, managers: list[Membership], first: date, last: date) -> None:
        """Prepare; nothing is written yet."""
        self.district = district
        self.dice = random.Random(district.ags)  # noqa: S311 - the same demo every time, no secret
        self.first, self.last = first, last
        self.domains = list(LifeDomain.objects.filter(active=True))
        self.routes = list(AccessRoute.objects.filter(active=True))
        self.managers = managers
        self.plans = [self._plan(manager) for manager in managers for _ in range(CASES_PER_MANAGER)]

    def _plan(self, lead: Membership) -> Plan:
        dice = self.dice
        duties = Responsibility.objects.filter(membership=lead).select_related("municipality__district")
        place = dice.choice(list(duties.order_by("municipality__ags"))).municipality
        track = dice.choice(TRACKS)
        opens_on = self._workday(self.first + timedelta(days=dice.randrange((self.last - self.first).days)))
        count = dice.randint(3, 14) if track == Track.CASE_MANAGEMENT else dice.randint(1, 4)
        day, meetings = opens_on, []
        for _ in range(count):
            if day > self.last:
                break
            meetings.append(day)
            day = self._workday(day + timedelta(days=dice.randint(9, 48)))
        return Plan(
            lead, place, track, opens_on, meetings, dice.choice(("silence", "silence", "goals", "open"))
        )

    def _workday(self, day: date) -> date:
        return day - timedelta(days=max(0, day.weekday() - 4))

    def steps(self) -> list[tuple[date, Callable[[], None]]]:
        """Return everything that will happen, in the order of days."""
        steps: list[tuple[date, Callable[[], None]]] = []
        for plan in self.plans:
            steps.append((plan.opens_on, partial(self._open, plan)))
            steps += [(day, partial(self._meet, plan)) for day in plan.meetings]
            if plan.ends_by == "goals" and plan.meetings[-1] + timedelta(days=10) <= self.last:
                day = self._workday(plan.meetings[-1] + timedelta(days=10))
                steps.append((day, partial(self._finish, plan)))
        for week in range(0, (self.last - self.first).days, 3):
            steps.append((self._workday(self.first + timedelta(days=week)), self._brief_contact))
        return sorted(steps, key=lambda step: step[0])

    def _person(self, family: str, role: str = PersonRole.APPLICANT) -> Person:
        given, gender, language = self.dice.choice(words.CLIENT_GIVEN)
        child = role == PersonRole.CHILD
        born = dates.today().year - (self.dice.randint(1, 17) if child else self.dice.randint(19, 64))
        return Person(
            given_name=given,
            family_name=family,
            birth_date=f"{born}-{self.dice.randint(1, 12):02d}-{self.dice.randint(1, 28):02d}",
            phone="" if child else f"00000 {self.dice.randint(10000, 99999)}",
            gender=gender,
            language=language,
            needs_interpreter=self.dice.random() < 0.3,
            role=role,
        )

    def _people(self) -> list[Person]:
        family = self.dice.choice(words.CLIENT_FAMILY)
        people = [self._person(family)]
        if self.dice.random() < 0.55:
            roles = (PersonRole.PARTNER, PersonRole.CHILD, PersonRole.CHILD, PersonRole.PARENT)
            people += [self._person(family, role) for role in roles[: self.dice.randint(1, 4)]]
        return people

    def _open(self, plan: Plan) -> None:
        plan.case = open_case(
            plan.lead,
            people=self._people(),
            municipality=plan.place,
            access_route=self.dice.choice(self.routes),
            track=plan.track,
        )
        needs = 4 if plan.track == Track.CASE_MANAGEMENT else 2
        for domain in self.dice.sample(self.domains, self.dice.randint(1, needs)):
            entries.set_need(plan.lead, case=plan.case, life_domain=domain, urgent=self.dice.random() < 0.2)

    def _current(self, plan: Plan) -> Case | None:
        """Return the case as it is now, if it is still there and active; some are taken up again."""
        case: Case | None = Case.objects.filter(pk=plan.case.pk).first() if plan.case else None
        if case is None or case.status == "active":
            return case
        if self.dice.random() < 0.5:
            return None
        lifecycle.reactivate_case(plan.lead, case=case, version=case.version)
        return case

    def _meet(self, plan: Plan) -> None:
        case = self._current(plan)
        if case is None:
            return
        needs = list(case.needs.select_related("life_domain"))
        need = self.dice.choice(needs)
        domain = need.life_domain
        entries.record_consultation(
            plan.lead,
            case=case,
            on=dates.today(),
            channel=self.dice.choice(CHANNELS),
            topics=[domain],
            persons=Client.objects.filter(case_members__case=case).order_by("pk")[:2],
            note=self.dice.choice(words.NOTES.get(domain.code, (words.OTHER_NOTE,))),
            client_view=self.dice.choice(words.VIEWS),
        )
        state = self.dice.choice((NeedState.IN_WORK, NeedState.IN_WORK, NeedState.MET))
        entries.set_need(
            plan.lead, case=case, life_domain=domain, client=need.client, state=state, urgent=need.urgent
        )
        self._sometimes(plan, case)

    def _sometimes(self, plan: Plan, case: Case) -> None:
        if self.dice.random() < 0.45:
            kind = self.dice.choice(
                (NoteKind.CALL, NoteKind.THIRD_PARTY, NoteKind.ACCOMPANIMENT, NoteKind.ATTEMPT)
            )
            entries.record_note(
                plan.lead,
                case=case,
                on=dates.today(),
                kind=kind,
                note="Rückfrage geklärt." if kind == "call" else "",
            )
        if self.dice.random() < 0.06 and case.track == Track.BRIEF_ADVICE:
            lifecycle.change_track(
                plan.lead,
                case=case,
                version=case.version,
                track=Track.CASE_MANAGEMENT,
                reason=words.TRACK_REASONS[0],
            )

    def _finish(self, plan: Plan) -> None:
        case = self._current(plan)
        if case is not None:
            reason = self.dice.choice((ClosingReason.GOALS_REACHED, ClosingReason.GOALS_PARTLY))
            lifecycle.close_case(
                plan.lead, case=case, version=case.version, closed_on=dates.today(), reason=reason
            )

    def _brief_contact(self) -> None:
        """Let somebody drop in who only needs information."""
        manager = self.dice.choice(self.managers)
        duty = (
            Responsibility.objects.filter(membership=manager).select_related("municipality__district").first()
        )
        if duty is not None:
            record_intake(
                manager,
                municipality=duty.municipality,
                access_route=self.dice.choice(self.routes),
                outcome=self.dice.choice(("information", "solved", "passed_on")),
            )

    def hand_over_one(self) -> None:
        """Offer a case of one colleague to another, so that the start page shows it."""
        case = Case.objects.filter(status="active", lead=self.managers[2]).order_by("-opened_on").first()
        if case is not None:
            sharing.offer_handover(
                self.managers[2], case=case, receiver=self.managers[0], note=words.HANDOVER_NOTE
            )
