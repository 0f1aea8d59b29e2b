"""Putting the demo together: team, two years of cases, the nights between, and what waits today."""

from datetime import date, timedelta

from kim.cases.models import Case
from kim.core import dates
from kim.districts.models import District
from kim.monitoring.actions import freeze_ended_months
from kim.retention.actions import apply_run
from kim.workspace.demo import requests
from kim.workspace.demo.plans import make_plans
from kim.workspace.demo.story import Story
from kim.workspace.demo.team import add_absence, make_team

NIGHTS_APART = 7


def build_demo(district: District, first: date, last: date) -> dict[str, int]:
    """Fill a district with an invented team and its casework between two days; return what there is then."""
    with dates.moved_clock(first):
        managers = make_team(district, first)
    story = Story(district, managers, first, last)
    night = first + timedelta(days=NIGHTS_APART)
    for day, step in story.steps():
        while night < day:
            _live_through(district, night)
            night += timedelta(days=NIGHTS_APART)
        with dates.moved_clock(day):
            step()
    while night <= last:
        _live_through(district, night)
        night += timedelta(days=NIGHTS_APART)
    story.hand_over_one()
    add_absence(district, managers)
    requests.send_requests(district, managers)
    make_plans(district, last)
    return {"people": len(managers), "cases": Case.objects.count()}


def _live_through(district: District, night: date) -> None:
    """Do what the nightly jobs do: close, archive, delete by rule; fix the figures of ended months."""
    with dates.moved_clock(night):
        apply_run(None, day=night)
        freeze_ended_months(None)
