"""Two people at the same moment: one is done, the other is told, nothing is overwritten, nobody meets an error."""

import os

import pytest

pytestmark = pytest.mark.slow
LONG = os.environ.get("DRILLS") == "long"
ROUNDS = 1000 if LONG else 200
CROSSINGS = 100 if LONG else 15


def test_of_two_who_change_the_same_row_one_wins_and_the_other_is_told(installation):
    seen = installation.run("rivals", task="edits", rounds=ROUNDS)
    print(seen)
    assert seen == {"outcomes": {"done": ROUNDS, "Conflict": ROUNDS}, "overwritten": 0}


def test_without_versions_the_drill_sees_silent_overwriting(another_installation):
    assert another_installation.run("rivals", task="edits", rounds=6, careless=True)["overwritten"] > 0


def test_case_numbers_have_no_doubles_and_no_gaps(request, fresh_installation):
    seen = fresh_installation.run("rivals", task="case numbers", cases=100, threads=4)
    assert seen["outcomes"] == {"done": 100}
    assert [int(number.rsplit("-", 1)[1]) for number in seen["numbers"]] == list(range(1, 101))


def test_without_locks_opening_at_the_same_moment_fails(fresh_installation):
    seen = fresh_installation.run("rivals", task="case numbers", cases=100, threads=4, careless=True)
    assert set(seen["outcomes"]) != {"done"}


def test_a_form_that_is_sent_twice_at_once_is_recorded_once(installation):
    seen = installation.run("rivals", task="double clicks", rounds=CROSSINGS)
    assert seen == {"outcomes": {"done": 2 * CROSSINGS}, "stored": CROSSINGS}


def test_different_changes_of_one_case_do_not_block_each_other(installation):
    seen = installation.run("rivals", task="crossings", rounds=CROSSINGS)
    print(seen)
    assert (seen["astray"], seen["intact"]) == (0, True)
    assert set(seen["outcomes"]["add and add"]) == set(seen["outcomes"]["add and record"]) == {"done"}
    assert set(seen["outcomes"]["close and record"]) <= {"done", "Conflict", "CaseNotActive"}
