"""The tasks of the table of responsibilities: of each duty, place and year, with its state."""

import dataclasses
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from django.db.models import Count, Min, Q

from kim.accounts.models import Membership
from kim.action_plans.models import (
    CollectionRequest,
    CollectionRound,
    Indicator,
    IndicatorValue,
    Part,
    PlanDuty,
    PlanDutyDone,
    PlanState,
    YearlyTalk,
)
from kim.action_plans.permissions import places_with_plans_visible_to
from kim.action_plans.plans.permissions import may_finish_task, owns_task
from kim.action_plans.profile.wanting import wants
from kim.action_plans.rules.duties import (
    State,
    Window,
    is_collected,
    is_superseded,
    review_window,
    state_of,
    state_of_review,
    window_of,
    years_shown,
)
from kim.core import dates
from kim.districts.models import District, Municipality
from kim.districts.territory import WHOLE_DISTRICT

#: What has a day; the rest is done on occasion.
DATED = (PlanDuty.Rhythm.YEARLY, PlanDuty.Rhythm.CONTINUOUS)
ORDER = list(State)
LABELS = {
    State.OVERDUE: ("danger", "überfällig"),
    State.DUE: ("warning", "fällig"),
    State.OPEN: ("neutral", "später"),
    State.DONE: ("success", "erledigt"),
}


@dataclasses.dataclass(frozen=True)
class Task:
    """One duty of one year at one place, or for the whole district.

    `done_on` is when it was done, of a continuous duty when it was last looked at. `by_hand`: somebody said so, and may
    have said why (`remark`).
    """

    duty: PlanDuty
    place: Municipality | None
    year: int
    window: Window
    state: State
    done_on: date | None = None
    by_hand: bool = False
    remark: str = ""
    mine: bool = False
    may_finish: bool = False

    @property
    def key(self) -> str:
        """The place in addresses."""
        return self.place.ags if self.place else WHOLE_DISTRICT

    @property
    def where(self) -> str:
        """The place in words."""
        return self.place.name if self.place else "ganzer Kreis"

    @property
    def is_talk(self) -> bool:
        """Whether the yearly talk itself says that it is done."""
        return is_talk(self.duty, self.place)

    @property
    def is_profile(self) -> bool:
        """Whether the figures say that it is done; if they do not, somebody may say why it is."""
        return self.duty.part == Part.PROFILE

    @property
    def is_review(self) -> bool:
        """Whether the duty never ends."""
        return self.duty.rhythm == PlanDuty.Rhythm.CONTINUOUS

    @property
    def badge(self) -> tuple[str, str]:
        """Kind and words of the state."""
        return LABELS[self.state]

    @property
    def when(self) -> str:
        """When it is due, or was done."""
        if self.is_review:
            looked = f"zuletzt geprüft am {self.done_on:%d.%m.%Y}" if self.done_on else "noch nie geprüft"
            return f"{looked}, fällig am {self.window.last:%d.%m.%Y}"
        if self.state == State.DONE:
            return f"erledigt am {self.done_on:%d.%m.%Y}" if self.done_on else "erledigt"
        if self.state == State.OPEN:
            return f"ab {self.window.first:%d.%m.%Y}"
        return f"bis {self.window.last:%d.%m.%Y}"

    @property
    def waits(self) -> bool:
        """Whether somebody has to do something now."""
        return self.state in {State.DUE, State.OVERDUE}


@dataclasses.dataclass(frozen=True)
class Known:
    """What is documented about the years shown."""

    district: District
    years: list[int]

    @cached_property
    def said(self) -> dict[tuple[int, int | None, int], PlanDutyDone]:
        """(duty, place, year) -> that somebody said that it is done."""
        rows = PlanDutyDone.objects.filter(year__in=self.years).order_by("pk")
        return {(row.duty_id, row.municipality_id, row.year): row for row in rows}

    @cached_property
    def talks(self) -> dict[tuple[int | None, int], date]:
        """(place, year) -> the day on which the yearly talk was held."""
        rows = YearlyTalk.objects.filter(year__in=self.years, held_on__isnull=False).order_by("pk")
        return {
            (place, year): on for place, year, on in rows.values_list("municipality_id", "year", "held_on")
        }

    @cached_property
    def complete_profiles(self) -> set[tuple[int | None, int]]:
        """(place, year) of the tasks whose figures, those as of the end of the year before, are all answered."""
        figures = Indicator.objects.filter(active=True).order_by()
        wanted = figures.aggregate(all=Count("pk"), local=Count("pk", filter=Q(district_only=False)))
        asked = Q(municipality=None) | Q(indicator__district_only=False)
        rows = (
            IndicatorValue.objects.filter(
                asked, year__in=[year - 1 for year in self.years], indicator__active=True
            )
            .exclude(state=IndicatorValue.State.NOT_RECORDED)
            .order_by()
            .values_list("municipality_id", "year")
            .annotate(count=Count("pk"))
        )
        # A figure of the whole district is asked of no municipality.
        return {
            (place, year + 1)
            for place, year, count in rows
            if count >= (wanted["all"] if place is None else wanted["local"])
        }

    @cached_property
    def collected_profiles(self) -> set[tuple[int | None, int]]:
        """(place, year) of the tasks whose offices, all that were asked for a figure of the place, have answered."""
        rows = CollectionRequest.objects.filter(round__year__in=[year - 1 for year in self.years])
        requests = list(rows.select_related("round").order_by("pk"))
        if not requests:
            return set()
        wanted = wants(self.district)
        answered: Counter[tuple[int | None, int]] = Counter()
        waiting: Counter[tuple[int | None, int]] = Counter()
        for request in requests:
            places = {each.municipality.pk if each.municipality else None for each, _ in wanted.of(request)}
            count = answered if request.completed_at else waiting
            count.update((place, request.round.year + 1) for place in places)
        return {key for key in answered if is_collected(answered[key], waiting[key])}

    @cached_property
    def reviewed(self) -> dict[tuple[int, int | None], PlanDutyDone]:
        """(duty, place) -> when somebody last looked at a continuous duty."""
        rows = PlanDutyDone.objects.filter(duty__rhythm=PlanDuty.Rhythm.CONTINUOUS).order_by("done_on", "pk")
        return {(row.duty_id, row.municipality_id): row for row in rows}

    @cached_property
    def begun_on(self) -> date:
        """The day on which the district began to keep its concepts here."""
        first = PlanState.objects.order_by().aggregate(first=Min("written_at"))["first"]
        return dates.local_day(first) if first else dates.today()

    def done(self, duty: PlanDuty, place: int | None, year: int) -> tuple[bool, date | None]:
        """Return whether a task is done, and on which day if that is known."""
        if duty.part == Part.FOCUS and place is not None:
            held_on = self.talks.get((place, year))
            return held_on is not None, held_on
        said = self.said.get((duty.pk, place, year))
        if said is not None:
            return True, said.done_on
        figures = duty.part == Part.PROFILE
        return figures and (place, year) in self.complete_profiles | self.collected_profiles, None


def kept_since(today: date) -> int:
    """Return the first year for which the district kept its concepts here; three queries."""
    firsts = [
        model.objects.order_by().aggregate(first=Min("year"))["first"] for model in (PlanDutyDone, YearlyTalk)
    ]
    collected = CollectionRound.objects.order_by().aggregate(first=Min("year"))["first"]
    firsts.append(collected + 1 if collected else None)
    return min((year for year in firsts if year), default=today.year)


def duties() -> list[PlanDuty]:
    """Return the rows of the table of responsibilities in use, in their order."""
    return list(PlanDuty.objects.filter(active=True).order_by("position", "pk"))


def tasks_for(member: Membership, table: Sequence[PlanDuty] | None = None) -> list[Task]:
    """Return the tasks of this year, and those of last year that are overdue, for the places a member sees.

    Yearly duties and those that never end; those on occasion have no day. The own ones first, then by urgency; as many
    queries however many places there are.
    """
    today = dates.today()
    dated = [duty for duty in (duties() if table is None else table) if duty.rhythm in DATED]
    if not dated:
        return []
    known = Known(member.district, years_shown(today, kept_since(today)))
    places = list(places_with_plans_visible_to(member))
    tasks = [
        task
        for duty in dated
        for place in (places if duty.per_municipality else _whole(member))
        for task in _tasks_of(duty, place, known, member)
    ]
    return sorted(tasks, key=lambda task: (not task.mine, ORDER.index(task.state), task.window.last))


def own_tasks(member: Membership) -> list[Task]:
    """Return the tasks that are a member's own; one query for a role that has none."""
    table = [duty for duty in duties() if member.role in duty.roles]
    return [task for task in tasks_for(member, table) if task.mine]


def _whole(member: Membership) -> list[None]:
    return [] if member.role == "municipality_contact" else [None]


def _tasks_of(duty: PlanDuty, place: Municipality | None, known: Known, member: Membership) -> Iterator[Task]:
    key = place.pk if place else None
    mine, may = owns_task(member, duty, place), may_finish_task(member, duty, place)
    if duty.rhythm == PlanDuty.Rhythm.CONTINUOUS:
        yield _review(duty, place, known, mine=mine, may=may)
        return
    today = dates.today()
    for year in known.years:
        window = _window(duty, year)
        is_done, done_on = known.done(duty, key, year)
        state = state_of(window, today, done=is_done)
        if year < today.year and (
            state == State.DONE or is_superseded(window, _window(duty, year + 1), today)
        ):
            continue
        said = known.said.get((duty.pk, key, year))
        remark = said.remark if said else ""
        yield Task(duty, place, year, window, state, done_on, said is not None, remark, mine, may)


def _review(duty: PlanDuty, place: Municipality | None, known: Known, *, mine: bool, may: bool) -> Task:
    today, last = dates.today(), known.reviewed.get((duty.pk, place.pk if place else None))
    done_on, remark = (last.done_on, last.remark) if last else (None, "")
    window = review_window(done_on, known.begun_on, duty.review_months)
    state = state_of_review(window, today, done=last is not None)
    # What was looked at in a year before is not taken back any more.
    by_hand = last is not None and last.year == today.year
    return Task(duty, place, today.year, window, state, done_on, by_hand, remark, mine, may)


def _window(duty: PlanDuty, year: int) -> Window:
    return window_of(year, duty.first_month or 1, duty.last_month or 12)


def is_talk(duty: PlanDuty, place: Municipality | None) -> bool:
    """Whether a duty is done by the yearly talk with a municipality; then nobody has to say so."""
    return duty.part == Part.FOCUS and duty.rhythm == PlanDuty.Rhythm.YEARLY and place is not None


def duty_in_use(pk: int) -> PlanDuty | None:
    """Return a duty of which people say that it was done; one on occasion is never waited for."""
    found: PlanDuty | None = PlanDuty.objects.filter(pk=pk, active=True, rhythm__in=DATED).first()
    return found


def is_year_shown(duty: PlanDuty, year: int) -> bool:
    """Say whether tasks of a year are on the list at all; a duty that never ends has but one."""
    today = dates.today()
    years = {today.year} if duty.rhythm == PlanDuty.Rhythm.CONTINUOUS else {today.year, today.year - 1}
    return year in years


@dataclasses.dataclass(frozen=True)
class DutyGroup:
    """A duty with its tasks at all places, by state: where it is overdue, due, to come, done."""

    duty: PlanDuty
    year: int
    by_state: list[tuple[Task, list[Task]]]


def by_duty(tasks: Sequence[Task]) -> list[DutyGroup]:
    """Return tasks by duty and year, the most urgent first: one entry for all places."""
    found: dict[tuple[int, int], list[Task]] = {}
    for task in tasks:
        found.setdefault((task.duty.pk, task.year), []).append(task)
    return [
        DutyGroup(own[0].duty, own[0].year, [(group[0], group) for group in _by_state(own)])
        for own in found.values()
    ]


def _by_state(tasks: Sequence[Task]) -> list[list[Task]]:
    ordered = sorted(tasks, key=lambda task: (ORDER.index(task.state), task.where))
    return [list(group) for _, group in itertools.groupby(ordered, lambda task: task.state)]
