from datetime import date

import pytest

from kim.cases import rules
from kim.cases.rules import Brake, CaseFacts, Hint, Phase, State

PERIODS = rules.Periods()


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2099, 8, 31), 6, date(2100, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_are_calendar_months_and_end_with_a_shorter_month(start, months, end):
    assert rules.add_months(start, months) == end


@pytest.mark.parametrize(
    ("track", "closes"),
    [
        ("brief_advice", date(2027, 1, 12)),
        ("referral_only", date(2027, 1, 12)),
        ("information_only", date(2027, 1, 12)),
        ("case_management", date(2027, 4, 12)),
    ],
)
def test_period_depends_on_the_track(track, closes):
    assert rules.closes_on(track, date(2026, 10, 12), date(2026, 1, 5), None, PERIODS) == closes


def test_unknown_track_is_an_error():
    with pytest.raises(ValueError, match="unknown track: 'coaching'"):
        rules.closes_on("coaching", None, date(2026, 1, 5), None, PERIODS)


def test_opening_counts_while_there_is_no_consultation():
    assert rules.closes_on("brief_advice", None, date(2026, 1, 5), None, PERIODS) == date(2026, 4, 5)


def test_consultation_before_a_reactivation_does_not_close_the_case_again():
    closes = rules.closes_on("brief_advice", date(2026, 1, 5), date(2026, 9, 1), None, PERIODS)
    assert closes == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("prolonged", "closes"), [(date(2026, 3, 1), date(2026, 4, 5)), (date(2026, 6, 1), date(2026, 6, 1))]
)
def test_prolongation_only_moves_the_day_later(prolonged, closes):
    assert rules.closes_on("brief_advice", None, date(2026, 1, 5), prolonged, PERIODS) == closes


def test_last_day_still_belongs_to_the_case():
    closes = date(2026, 4, 5)
    assert not rules.is_due_for_closing(closes, date(2026, 4, 5))
    assert rules.is_due_for_closing(closes, date(2026, 4, 6))


def test_warning_starts_two_weeks_before():
    closes = date(2026, 4, 20)
    assert rules.warned_from(closes, 14) == date(2026, 4, 6)
    warned = [day for day in range(1, 31) if rules.is_warned(closes, 14, date(2026, 4, day))]
    assert warned == list(range(6, 21))


def test_change_that_shortens_leaves_the_time_of_the_warning():
    assert rules.with_notice(date(2026, 1, 1), date(2026, 4, 1), 14) == date(2026, 4, 15)
    assert rules.with_notice(date(2026, 9, 1), date(2026, 4, 1), 14) == date(2026, 9, 1)


def test_closing_archiving_and_deletion_follow_each_other():
    archived = rules.archives_on(date(2026, 4, 5), PERIODS)
    assert archived == date(2026, 4, 19)
    assert rules.live_deletion_on(archived, PERIODS) == date(2027, 3, 31)
    assert rules.unreadable_on(archived, PERIODS) == date(2027, 4, 14)


@pytest.mark.parametrize(
    "values",
    [
        {"brief_advice_months": 0},
        {"warning_days": -1},
        {"deletion_days": 361},
        {"deletion_days": 10, "key_backup_days": 10},
    ],
)
def test_periods_that_cannot_be_kept_are_refused(values):
    with pytest.raises(ValueError, match=r"month|negative|deletion_days"):
        rules.Periods(**values)


@pytest.mark.parametrize(
    ("consultations", "needs", "hints"),
    [
        (2, 2, ()),
        (1, 2, (Hint.TOO_FEW_CONSULTATIONS,)),
        (5, 3, (Hint.TOO_MANY_NEEDS,)),
        (0, 9, (Hint.TOO_FEW_CONSULTATIONS, Hint.TOO_MANY_NEEDS)),
    ],
)
def test_minimum_standard_of_brief_advice_gives_hints(consultations, needs, hints):
    assert rules.minimum_standard_hints("brief_advice", consultations, needs) == hints
    assert rules.minimum_standard_hints("case_management", consultations, needs) == ()


def test_minimum_standard_is_the_district_s():
    standard = rules.MinimumStandard(consultations=1, needs=3)
    assert rules.minimum_standard_hints("brief_advice", 1, 3, standard) == ()


@pytest.mark.parametrize(
    ("facts", "phase"),
    [
        ({}, Phase.ACCESS),
        ({"has_intake": True}, Phase.INTAKE),
        ({"consultations": 1}, Phase.INTAKE),
        ({"consultations": 1, "needs_recorded": 2}, Phase.ASSESSMENT),
        ({"has_assessment": True}, Phase.ASSESSMENT),
        ({"needs_recorded": 2, "has_goal": True}, Phase.GOALS),
        ({"needs_recorded": 2, "needs_in_work": 1}, Phase.STEERING),
        ({"needs_recorded": 2, "needs_in_work": 1, "needs_settled": 1}, Phase.MONITORING),
        ({"needs_recorded": 2, "needs_settled": 2}, Phase.REASSESSMENT),
        ({"needs_recorded": 2, "needs_in_work": 1, "has_reassessment": True}, Phase.REASSESSMENT),
        ({"needs_recorded": 2, "needs_in_work": 2, "is_closed": True}, Phase.CLOSING),
    ],
)
def test_phase_follows_from_the_facts(facts, phase):
    assert rules.phase(CaseFacts(**facts)) == phase


@pytest.mark.parametrize(
    ("parts", "number"),
    [
        (("W", 2026, 412), "W-26-0412"),
        (("HX", 2000, 1), "HX-00-0001"),
        (("W", 2099, 123456), "W-99-123456"),
    ],
)
def test_case_number_is_written_and_read(parts, number):
    assert rules.case_number(*parts) == number
    assert rules.parse_case_number(number) == number


@pytest.mark.parametrize("parts", [("W", 1999, 1), ("W", 2100, 1), ("W", 2026, 0)])
def test_impossible_case_number_is_an_error(parts):
    with pytest.raises(ValueError, match="no case number"):
        rules.case_number(*parts)


@pytest.mark.parametrize("typed", ["w-26-412", " W 26 0412 ", "w26/412", "W-26-000412"])
def test_typed_case_number_is_understood(typed):
    assert rules.parse_case_number(typed) == "W-26-0412"


@pytest.mark.parametrize("typed", ["", "Wagner", "26-0412", "W-26", "W-26-0", "W-26-04x2", "W-٢٦-٠٤١٢"])
def test_other_text_is_no_case_number(typed):
    assert rules.parse_case_number(typed) is None


def test_states_follow_each_other_and_only_deletion_is_final():
    assert rules.next_states("active") == {State.CLOSED}
    assert rules.next_states("closed") == {State.ARCHIVED, State.ACTIVE}
    assert rules.next_states("archived") == {State.DELETED, State.ACTIVE}
    assert rules.next_states("deleted") == frozenset()


def test_unknown_state_is_an_error():
    with pytest.raises(ValueError, match="paused"):
        rules.next_states("paused")


STEADY = {
    "last_run_on": date(2026, 11, 19),
    "today": date(2026, 11, 20),
    "due_count": 9,
    "stock_count": 10,
    "max_per_run": 50,
    "max_jump_days": 7,
}


@pytest.mark.parametrize(
    ("change", "brake"),
    [
        ({}, None),
        ({"last_run_on": None}, None),
        ({"last_run_on": date(2026, 11, 20)}, None),
        ({"last_run_on": date(2026, 11, 21)}, Brake.CLOCK_WENT_BACK),
        ({"last_run_on": date(2026, 11, 13)}, None),
        ({"last_run_on": date(2026, 11, 12)}, Brake.CLOCK_JUMPED),
        ({"today": date(2027, 12, 25)}, Brake.CLOCK_JUMPED),
        ({"due_count": 50, "stock_count": 5000}, None),
        ({"due_count": 51, "stock_count": 5000}, Brake.TOO_MANY),
        ({"due_count": 10, "stock_count": 20}, None),
        ({"due_count": 10, "stock_count": 19}, Brake.LARGE_SHARE),
    ],
)
def test_deletion_run_stops_for_a_person(change, brake):
    assert rules.deletion_brake(**{**STEADY, **change}) == brake
