"""The yearly tasks of the table of responsibilities: of each duty, place and year, with its state."""

import dataclasses
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from django.db.models import Count, Min

from kim.accounts.models import Membership
from kim.action_plans.models import (
    CollectionRound,
    Indicator,
    IndicatorValue,
    Part,
    PlanDuty,
    PlanDutyDone,
    YearlyTalk,
)
from kim.action_plans.permissions import places_with_plans_visible_to
from kim.action_plans.plans.permissions import may_finish_task, owns_task
from kim.action_plans.rules.duties import State, Window, is_superseded, state_of, window_of, years_shown
from kim.core import dates
from kim.districts.models import Municipality
from kim.districts.territory import WHOLE_DISTRICT

#: Whether a task of these parts is done is read from the concept; nobody has to say so.
DERIVED = (Part.PROFILE, Part.FOCUS)
ORDER = list(State)
LABELS = {
    State.OVERDUE: ("danger", "überfällig"),
    State.DUE: ("warning", "fällig"),
    State.OPEN: ("neutral", "später"),
    State.DONE: ("success", "erledigt"),
}


@dataclasses.dataclass(frozen=True)
class Task:
    """One duty of one year at one place, or for the whole district."""

    duty: PlanDuty
    place: Municipality | None
    year: int
    window: Window
    state: State
    done_on: date | None = None
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
    def is_derived(self) -> bool:
        """Whether the concept itself says that it is done."""
        return self.duty.part in DERIVED

    @property
    def badge(self) -> tuple[str, str]:
        """Kind and words of the state."""
        return LABELS[self.state]

    @property
    def when(self) -> str:
        """When it is due, or was done."""
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

    years: list[int]

    @cached_property
    def said(self) -> dict[tuple[int, int | None, int], date]:
        """(duty, place, year) -> the day on which somebody said that it is done."""
        rows = PlanDutyDone.objects.filter(year__in=self.years).order_by("pk")
        found = rows.values_list("duty_id", "municipality_id", "year", "done_on")
        return {(duty, place, year): on for duty, place, year, on in found}

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
        wanted = Indicator.objects.filter(active=True).order_by().aggregate(count=Count("pk"))["count"]
        rows = (
            IndicatorValue.objects.filter(year__in=[year - 1 for year in self.years], indicator__active=True)
            .exclude(state=IndicatorValue.State.NOT_RECORDED)
            .order_by()
            .values_list("municipality_id", "year")
            .annotate(count=Count("pk"))
        )
        return {(place, year + 1) for place, year, count in rows if wanted and count >= wanted}

    def done(self, duty: PlanDuty, place: int | None, year: int) -> tuple[bool, date | None]:
        """Return whether a task is done, and on which day if that is known."""
        if duty.part == Part.PROFILE:
            return (place, year) in self.complete_profiles, None
        if duty.part == Part.FOCUS and place is not None:
            held_on = self.talks.get((place, year))
            return held_on is not None, held_on
        said_on = self.said.get((duty.pk, place, year))
        return said_on is not None, said_on


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


def yearly_tasks(member: Membership, table: Sequence[PlanDuty] | None = None) -> list[Task]:
    """Return the tasks of this year, and those of last year that are overdue, for the places a member sees.

    The own ones first, then by urgency; ten queries at most, however many places there are.
    """
    today = dates.today()
    yearly = [duty for duty in (duties() if table is None else table) if duty.rhythm == "yearly"]
    if not yearly:
        return []
    years = years_shown(today, kept_since(today))
    known = Known(years)
    places = list(places_with_plans_visible_to(member))
    tasks = [
        task
        for duty in yearly
        for place in (places if duty.per_municipality else _whole(member))
        for task in _tasks_of(duty, place, years, known, member)
    ]
    return sorted(tasks, key=lambda task: (not task.mine, ORDER.index(task.state), task.window.last))


def own_tasks(member: Membership) -> list[Task]:
    """Return the tasks that are a member's own; one query for a role that has none."""
    table = [duty for duty in duties() if member.role in duty.roles]
    return [task for task in yearly_tasks(member, table) if task.mine]


def _whole(member: Membership) -> list[None]:
    return [] if member.role == "municipality_contact" else [None]


def _tasks_of(
    duty: PlanDuty, place: Municipality | None, years: list[int], known: Known, member: Membership
) -> list[Task]:
    today, found = dates.today(), []
    for year in years:
        window = _window(duty, year)
        is_done, done_on = known.done(duty, place.pk if place else None, year)
        state = state_of(window, today, done=is_done)
        if year < today.year and (
            state == State.DONE or is_superseded(window, _window(duty, year + 1), today)
        ):
            continue
        mine, may = owns_task(member, duty, place), may_finish_task(member, duty, place)
        found.append(Task(duty, place, year, window, state, done_on, mine, may))
    return found


def _window(duty: PlanDuty, year: int) -> Window:
    return window_of(year, duty.first_month or 1, duty.last_month or 12)


def duty_in_use(pk: int) -> PlanDuty | None:
    """Return a yearly duty that people tick off themselves."""
    found: PlanDuty | None = PlanDuty.objects.filter(pk=pk, active=True, rhythm="yearly").first()
    return None if found is None or found.part in DERIVED else found


def is_year_shown(year: int) -> bool:
    """Say whether tasks of a year are on the list at all."""
    today = dates.today()
    return year in {today.year, today.year - 1}
