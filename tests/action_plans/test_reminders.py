"""Offices that have not answered are reminded; who has answered, or whose round is over, is left alone."""

import itertools
from datetime import date, timedelta

import pytest

from kim.accounts.models import OutboxMail
from kim.action_plans.models import CollectionRequest, CollectionRound
from kim.action_plans.profile.collecting import Answer, answer_request, open_round, remind_offices
from kim.action_plans.rules.collection import is_reminder_due
from kim.core import dates
from kim.core.locking import Conflict
from tests.action_plans.figures import YEAR, define
from tests.cast import TODAY

pytestmark = pytest.mark.usefixtures("clock")
DUE = TODAY + timedelta(days=30)


@pytest.fixture
def opened(scoped, carla, district):
    define(scoped)
    return open_round(carla, district=district, year=YEAR, due_on=DUE)


def office_request():
    return CollectionRequest.objects.select_related("round", "office").get(office__code="state")


@pytest.mark.parametrize(
    ("today", "last", "is_due"),
    [
        (date(2026, 12, 12), date(2026, 11, 20), False),
        (date(2026, 12, 13), date(2026, 11, 20), True),
        (date(2026, 12, 19), date(2026, 12, 13), False),
        (date(2026, 12, 20), date(2026, 12, 13), True),
        (date(2026, 12, 27), date(2026, 12, 20), True),
        (date(2027, 2, 18), date(2026, 12, 27), True),
        (date(2027, 2, 19), date(2026, 12, 27), False),
    ],
)
def test_an_office_is_reminded_around_the_last_day_and_weekly_at_most(today, last, is_due):
    assert is_reminder_due(today, last=last, due_on=date(2026, 12, 20)) is is_due


def test_reminders_go_weekly_until_the_answer(opened, district):
    sent = []
    for day in range(120):
        with dates.moved_clock(TODAY + timedelta(days=day)):
            sent += [TODAY + timedelta(days=day)] * remind_offices(district)
            assert remind_offices(district) == 0
    assert sent[0] == DUE - timedelta(days=7)
    assert {(later - earlier).days for earlier, later in itertools.pairwise(sent)} == {7}
    assert sent[-1] <= DUE + timedelta(days=60)
    assert OutboxMail.objects.filter(kind="figures_wanted_again").count() == len(sent)


def test_who_has_answered_is_not_reminded(opened, district):
    asked = office_request()
    answer_request(None, asked=asked, given=Answer([]))
    with dates.moved_clock(DUE):
        assert remind_offices(district) == 0


def test_a_round_that_ends_in_this_moment_takes_no_answer(opened):
    asked = office_request()
    CollectionRound.objects.update(closed_on=TODAY)
    with pytest.raises(Conflict):
        answer_request(None, asked=asked, given=Answer([]))
    asked.refresh_from_db()
    assert asked.answered_at is None
