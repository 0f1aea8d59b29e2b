"""The nightly run: dates, order, brakes, proof."""

import contextlib
import json
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kim.audit.models import AuditEntry
from kim.cases.actions import entries, lifecycle
from kim.cases.models import Case, CasePeriod, Client
from kim.core import dates
from kim.core.models import DataKey
from kim.monitoring.models import FrozenMonth
from kim.retention.actions import Confirmation, apply_run
from kim.retention.actions import running as running_module
from kim.retention.models import DeletionCertificate, RetentionRun, RetentionStep
from tests.cast import make_case

pytestmark = pytest.mark.usefixtures("scoped")

OPENED = date(2026, 1, 31)
CLOSES = date(2026, 7, 31)  # six months later
ARCHIVES = date(2026, 8, 14)
DELETES = date(2027, 7, 26)  # 346 days later


@pytest.fixture
def silent(anna, lindenau):
    """A case in case management of which nobody heard since the last of January."""
    with dates.moved_clock(OPENED):
        return make_case(anna, lindenau, opened_on=OPENED)


def run_on(day, **kwargs):
    with dates.moved_clock(day):
        return apply_run(None, **kwargs)


def run_nightly(first, last):
    """Run every few days, as often as the brake for jumps of the clock wants it."""
    day = first
    while day < last:
        run_on(day)
        day += timedelta(days=7)
    return run_on(last)


def state(case):
    case.refresh_from_db()
    return case.status, case.closed_on, case.archived_on, case.delete_on


def counts(run):
    return run.closed, run.archived, run.deleted, run.held_back, run.brake


def test_the_last_day_still_belongs_to_the_case(silent):
    assert counts(run_on(CLOSES)) == (0, 0, 0, 0, "")
    assert counts(run_on(CLOSES + timedelta(days=1))) == (1, 0, 0, 0, "")
    assert state(silent) == ("closed", CLOSES, None, None)
    assert silent.closing_reason == "silence_case_management"
    assert list(RetentionStep.objects.values_list("action", "as_of", "case_version")) == [
        ("closed", CLOSES, 2)
    ]


def test_a_closed_case_is_archived_on_its_day_and_not_before(silent):
    run_on(CLOSES + timedelta(days=1))
    run_on(ARCHIVES - timedelta(days=1))
    assert state(silent)[0] == "closed"
    run_on(ARCHIVES)
    assert state(silent) == ("archived", CLOSES, ARCHIVES, DELETES)


def test_an_archived_case_is_deleted_on_its_day_and_not_before(silent, register_file):
    run_nightly(CLOSES + timedelta(days=1), DELETES - timedelta(days=1))
    client = Client.objects.get()
    assert Case.objects.count() == 1
    assert not register_file.exists()
    run = run_on(DELETES)

    assert counts(run) == (0, 0, 1, 0, "")
    assert (Case.objects.count(), Client.objects.count(), CasePeriod.objects.count()) == (0, 0, 0)
    assert DataKey.objects.filter(pk__in=[silent.key_id, client.key_id]).count() == 0
    certificate = DeletionCertificate.objects.get()
    assert (certificate.run, certificate.due_on, certificate.keys_destroyed) == (run, DELETES, 2)
    line = json.loads(register_file.read_text())
    assert (line["district"], line["case"]) == ("probstadt", str(silent.pk))
    assert set(line["keys"]) == {str(silent.key_id), str(client.key_id)}
    assert set(line) == {"at", "district", "case", "keys"}


def test_what_somebody_does_saves_the_case(silent, anna):
    with dates.moved_clock(CLOSES):
        entries.record_consultation(anna, case=silent, on=CLOSES, channel="phone")
    run_on(CLOSES + timedelta(days=1))
    assert state(silent)[0] == "active"


def test_one_late_run_does_everything_with_the_same_dates(silent):
    run_on(OPENED)
    late = ARCHIVES + timedelta(days=20)
    run_nightly(OPENED, CLOSES - timedelta(days=1))
    assert counts(run_on(late)) == (1, 1, 0, 0, "clock_jumped")
    assert state(silent) == ("archived", CLOSES, ARCHIVES, DELETES)


@pytest.mark.parametrize("days", [400, 63])
def test_a_clock_that_jumped_changes_nothing(silent, days):
    run_nightly(OPENED, OPENED + timedelta(days=140))
    wrong = OPENED + timedelta(days=140 + days)
    assert run_on(wrong).brake == "clock_jumped"
    assert run_on(wrong + timedelta(days=1)).brake == "clock_jumped"
    assert state(silent)[0] == "active"
    assert not FrozenMonth.objects.filter(month__gt=OPENED + timedelta(days=140)).exists()


def test_a_clock_400_days_ahead_deletes_nothing_without_a_person(silent):
    run_nightly(CLOSES + timedelta(days=1), ARCHIVES + timedelta(days=7))
    wrong = ARCHIVES + timedelta(days=407)
    for day in range(3):
        assert counts(run_on(wrong + timedelta(days=day))) == (0, 0, 0, 1, "clock_jumped")
    assert Case.objects.count() == 1

    assert counts(run_on(wrong, confirmation=Confirmation(wrong, 0)))[2:] == (0, 1, "clock_jumped")
    other_day = Confirmation(wrong - timedelta(days=1), 1)
    assert counts(run_on(wrong, confirmation=other_day))[2:] == (0, 1, "clock_jumped")
    assert counts(run_on(wrong, confirmation=Confirmation(wrong, 1)))[2:] == (1, 0, "")
    assert Case.objects.count() == 0


def test_a_clock_that_went_back_stops_everything_until_it_is_right(silent):
    run_nightly(CLOSES - timedelta(days=20), CLOSES)
    RetentionRun.objects.filter(day=CLOSES).update(day=CLOSES + timedelta(days=3))
    assert counts(run_on(CLOSES + timedelta(days=2))) == (0, 0, 0, 1, "clock_went_back")
    assert state(silent)[0] == "active"
    assert counts(run_on(CLOSES + timedelta(days=4))) == (1, 0, 0, 0, "")


def test_too_many_deletions_wait_for_a_person(district, anna, lindenau):
    district.policy_data = {"max_deletions_per_run": 2}
    district.save()
    for number in range(3):
        with dates.moved_clock(OPENED):
            make_case(anna, lindenau, f"Person {number}", opened_on=OPENED)
    run_nightly(CLOSES + timedelta(days=1), DELETES - timedelta(days=1))
    assert counts(run_on(DELETES)) == (0, 0, 0, 3, "too_many")
    assert counts(run_on(DELETES, confirmation=Confirmation(DELETES, 3))) == (0, 0, 3, 0, "")


def test_a_case_whose_months_are_not_frozen_stays(silent, monkeypatch):
    run_nightly(CLOSES + timedelta(days=1), DELETES - timedelta(days=1))
    FrozenMonth.objects.filter(month=date(2026, 7, 1)).delete()
    monkeypatch.setattr(running_module, "freeze_ended_months", lambda _: [])
    assert counts(run_on(DELETES)) == (0, 0, 0, 1, "not_frozen")
    monkeypatch.undo()
    assert counts(run_on(DELETES)) == (0, 0, 1, 0, "")


def test_after_a_crash_the_next_run_goes_on(district, anna, lindenau, monkeypatch, register_file):
    with dates.moved_clock(OPENED):
        cases = [make_case(anna, lindenau, f"Person {number}", opened_on=OPENED) for number in range(3)]
    run_nightly(CLOSES + timedelta(days=1), DELETES - timedelta(days=1))
    real, calls = lifecycle.erase_case, []

    def dies_in_the_second(actor, *, case):
        calls.append(case.pk)
        if len(calls) == 2:
            raise SystemExit
        return real(actor, case=case)

    monkeypatch.setattr(lifecycle, "erase_case", dies_in_the_second)
    with pytest.raises(SystemExit):
        run_on(DELETES)
    assert Case.objects.count() == 2
    assert RetentionRun.objects.filter(day=DELETES, finished_at=None).count() == 1
    monkeypatch.undo()

    assert run_on(DELETES).deleted == 2
    assert (Case.objects.count(), DeletionCertificate.objects.count()) == (0, 3)
    assert {json.loads(line)["case"] for line in register_file.read_text().splitlines()} == {
        str(case.pk) for case in cases
    }


def test_a_case_that_cannot_be_closed_keeps_no_other(district, anna, lindenau, monkeypatch):
    with dates.moved_clock(OPENED):
        bad, good = (make_case(anna, lindenau, name, opened_on=OPENED) for name in ("Eins", "Zwei"))
    real = lifecycle.close_case

    def fails(actor, *, case, **kwargs):
        if case.pk == bad.pk:
            raise ValueError("Musterova")
        return real(actor, case=case, **kwargs)

    monkeypatch.setattr(lifecycle, "close_case", fails)
    assert counts(run_on(CLOSES + timedelta(days=1))) == (1, 0, 0, 1, "")
    assert (state(bad)[0], state(good)[0]) == ("active", "closed")


def test_each_change_is_in_the_log_as_the_systems(silent):
    run_on(CLOSES + timedelta(days=1))
    assert AuditEntry.objects.filter(subject_id=silent.pk, action="case_closed", actor=None).count() == 1


PLANS = st.lists(
    st.tuples(
        st.integers(0, 25),  # opened so many days after the first
        st.sampled_from(("case_management", "brief_advice")),
        st.none() | st.integers(1, 20),  # consultation so many days later
        st.none() | st.integers(21, 60),  # prolonged for so many days
    ),
    min_size=1,
    max_size=4,
)


class Undo(Exception):
    pass


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(plan=PLANS, days=st.integers(20, 85))
def test_one_run_after_downtime_equals_daily_runs(district, anna, lindenau, plan, days):
    district.policy_data = {
        "brief_advice_months": 1,
        "case_management_months": 2,
        "archive_days": 3,
        "deletion_days": 30,
        "key_backup_days": 5,
    }
    district.__dict__.pop("policy", None)
    district.save()
    anna.district = lindenau.district = district
    outcomes = []
    last = OPENED + timedelta(days=26 + days)
    for nights in ([OPENED + timedelta(days=26 + day) for day in range(days + 1)], [last]):
        with rolled_back():
            tell_stories(anna, lindenau, plan)
            run_on(OPENED + timedelta(days=25))
            for night in nights:
                run_on(night, confirmation=Confirmation(night, 3 * len(plan)))
            outcomes.append(outcome())
    assert outcomes[0] == outcomes[1]


@contextlib.contextmanager
def rolled_back():
    """Try something and leave nothing of it in either database."""
    with contextlib.suppress(Undo), transaction.atomic(), transaction.atomic(using="keys"):
        yield
        raise Undo


def tell_stories(anna, place, plan):
    for number, (wait, track, consulted, prolonged) in enumerate(plan):
        opened = OPENED + timedelta(days=wait)
        with dates.moved_clock(opened):
            case = make_case(anna, place, f"Person {number}", track=track, opened_on=opened)
        if consulted and wait + consulted <= 25:
            with dates.moved_clock(opened + timedelta(days=consulted)):
                entries.record_consultation(anna, case=case, on=dates.today(), channel="phone")
        if prolonged:
            until = opened + timedelta(days=prolonged)
            with dates.moved_clock(opened):
                lifecycle.prolong_case(anna, case=case, version=case.version, until=until, reason="krank")


def outcome():
    """Everything a reader can see of what the runs did, without the days on which they ran."""
    numbers = {}
    for entry in AuditEntry.objects.filter(action="case_opened").order_by("number"):
        numbers[entry.subject_id] = len(numbers)
    fields = ("number", "status", "closed_on", "archived_on", "delete_on", "closing_reason")
    steps = RetentionStep.objects.values_list("case_id", "action", "as_of")
    return (
        sorted(Case.objects.values_list(*fields)),
        sorted((numbers[case_id], action, as_of) for case_id, action, as_of in steps),
        sorted(DeletionCertificate.objects.values_list("due_on", flat=True)),
    )
