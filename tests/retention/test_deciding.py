"""What people decide about runs, and what happens after a restore."""

import contextlib
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from kim.audit.models import AuditEntry
from kim.cases.actions import lifecycle
from kim.cases.models import Case, CaseMember, CasePeriod, Client
from kim.core import dates
from kim.core.models import DataKey
from kim.core.tenancy import district_scope
from kim.retention import register
from kim.retention.actions import (
    NotThisMany,
    Undone,
    apply_release,
    apply_run,
    delete_case,
    release_held,
    replay_deletions,
    replay_is_due,
    undo_run,
)
from kim.retention.checks import deletions_are_done
from kim.retention.models import RetentionRun, RetentionStep
from tests.cast import make_case

pytestmark = pytest.mark.usefixtures("scoped")

OPENED = date(2026, 1, 31)
CLOSES = date(2026, 7, 31)
DAY_AFTER = date(2026, 8, 1)


@pytest.fixture
def silent(anna, lindenau):
    with dates.moved_clock(OPENED):
        return make_case(anna, lindenau, opened_on=OPENED)


def run_on(day, **kwargs):
    with dates.moved_clock(day):
        return apply_run(None, **kwargs)


def undo_on(day, dora, run):
    with dates.moved_clock(day):
        return undo_run(dora, run=run)


def test_undoing_a_run_puts_the_case_back_with_time_to_act(silent, dora):
    run = run_on(DAY_AFTER)
    assert undo_on(DAY_AFTER, dora, run) == Undone(1, 0)
    silent.refresh_from_db()
    assert (silent.status, silent.closed_on, silent.closes_on) == ("active", None, date(2026, 8, 15))
    assert list(CasePeriod.objects.values_list("ends_on", "ended_as")) == [(None, "")]
    assert RetentionRun.objects.get().undone_by == dora
    assert AuditEntry.objects.filter(action="run_undone", actor=dora).count() == 1
    assert run_on(date(2026, 8, 15)).closed == 0
    assert run_on(date(2026, 8, 16)).closed == 1


def test_undoing_a_closing_also_takes_back_the_archiving_of_a_later_run(silent, dora):
    closing = run_on(DAY_AFTER)
    run_on(date(2026, 8, 8))
    archiving = run_on(date(2026, 8, 14))
    assert (closing.closed, archiving.archived) == (1, 1)
    assert undo_on(date(2026, 8, 15), dora, closing) == Undone(1, 0)
    silent.refresh_from_db()
    assert (silent.status, silent.delete_on) == ("active", None)
    assert set(RetentionStep.objects.values_list("undone", flat=True)) == {True}
    assert undo_on(date(2026, 8, 15), dora, archiving) == Undone(0, 0)


def test_undoing_an_archiving_leaves_the_case_closed(silent, dora):
    run_on(DAY_AFTER)
    run_on(date(2026, 8, 8))
    archiving = run_on(date(2026, 8, 14))
    assert undo_on(date(2026, 8, 14), dora, archiving) == Undone(1, 0)
    silent.refresh_from_db()
    assert (silent.status, silent.closed_on, silent.archived_on) == ("closed", CLOSES, None)


def test_one_run_that_closed_and_archived_is_undone_as_a_whole(silent, dora):
    run_on(date(2026, 7, 1))
    run = run_on(date(2026, 8, 20))
    assert (run.closed, run.archived) == (1, 1)
    assert undo_on(date(2026, 8, 20), dora, run) == Undone(1, 0)
    silent.refresh_from_db()
    assert silent.status == "active"


def test_a_case_somebody_worked_on_since_stays(silent, anna, dora):
    run = run_on(DAY_AFTER)
    silent.refresh_from_db()
    with dates.moved_clock(date(2026, 8, 3)):
        lifecycle.reactivate_case(anna, case=silent, version=silent.version)
    assert undo_on(date(2026, 8, 4), dora, run) == Undone(0, 1)
    assert CasePeriod.objects.count() == 2


@pytest.fixture
def held_back(silent):
    """The case is due for deletion and the clock seems to have jumped."""
    day = DAY_AFTER
    while day <= date(2026, 8, 15):
        run_on(day)
        day += timedelta(days=7)
    with dates.moved_clock(date(2027, 8, 20)):
        assert apply_run(None).brake == "clock_jumped"
        yield date(2027, 8, 20)


def test_a_release_needs_the_right_number_and_is_used_once(held_back, dora, district):
    with pytest.raises(NotThisMany):
        release_held(dora, day=held_back, count=2)
    release = release_held(dora, day=held_back, count=1)
    run = apply_release(release, district=district)
    release.refresh_from_db()
    assert (run.deleted, run.brake, run.started_by, release.run) == (1, "", dora, run)
    assert Case.objects.count() == 0
    assert AuditEntry.objects.filter(action="deletions_released", actor=dora).count() == 1


def test_dry_command_changes_nothing(held_back, district):
    answer = StringIO()
    call_command("run_retention", stdout=answer)
    assert answer.getvalue() == (
        "Kreis Probstadt, 20.08.2027: fällig sind 0 Abschlüsse, 0 Archivierungen, 1 Löschungen und 0 abgelaufene "
        "Anfragen. Angehalten: 1 Vorgänge. Ungewöhnlich viele Tage seit dem letzten Lauf.\n"
    )
    assert Case.objects.count() == 1


def test_command_with_confirmation_deletes(held_back, district):
    answer = StringIO()
    confirmed = ["--district", "probstadt", "--confirm-day", "2027-08-20", "--confirm-count", "1"]
    call_command("run_retention", "--apply", *confirmed, stdout=answer)
    assert answer.getvalue() == (
        "Kreis Probstadt, 20.08.2027: 0 Fälle abgeschlossen, 0 archiviert, 1 gelöscht, 0 Anfragen gelöscht.\n"
    )
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ["--day", "gestern"],
        ["--apply", "--confirm-day", "2027-08-20"],
        ["--apply", "--confirm-count", "1"],
        ["--district", "nirgendwo"],
    ],
)
def test_wrong_options_are_refused(district, wrong):
    with pytest.raises(CommandError):
        call_command("run_retention", *wrong)


def test_a_confirmation_for_all_districts_is_refused(district, other_district):
    with pytest.raises(CommandError, match="für einen Kreis"):
        call_command("run_retention", "--apply", "--confirm-day", "2027-08-20", "--confirm-count", "1")


def test_production_takes_no_other_day(district, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="nur in Demo und Test"):
        call_command("run_retention", "--day", "2027-08-20")


class Restored(Exception):
    pass


def test_a_restored_copy_is_deleted_again(silent, district, lindenau, anna):
    other = make_case(anna, lindenau, "Bleibt Hier")
    household = [*DataKey.objects.order_by("pk").values("pk", "wrapped", "made_at")]
    assert not replay_is_due()
    with contextlib.suppress(Restored), transaction.atomic():
        delete_case(None, case=silent, run=None, due_on=OPENED)
        assert Case.objects.count() == 1
        raise Restored  # the backup of the database from yesterday
    for row in household:  # and the backup of the keys
        DataKey.objects.get_or_create(pk=row["pk"], defaults=row)
    assert (Case.objects.count(), DataKey.objects.count()) == (2, 4)
    assert replay_is_due()
    assert [error.id for error in deletions_are_done(None, databases=["default"])] == ["kim.retention.E001"]
    with pytest.raises(CommandError):
        call_command("replay_deletions", "--check")

    done = replay_deletions()
    assert (done.keys, done.cases, done.clients, done.requests) == (2, 1, 1, 0)
    assert list(Case.objects.values_list("pk", flat=True)) == [other.pk]
    assert (Client.objects.count(), CaseMember.objects.count(), DataKey.objects.count()) == (1, 1, 2)
    assert not replay_is_due()
    assert deletions_are_done(None, databases=["default"]) == []
    assert replay_deletions().cases == 0


def test_rows_whose_key_is_gone_are_removed_in_every_district(silent, xenia):
    with district_scope(xenia.district):
        from kim.districts.models import Municipality

        theirs = make_case(xenia, Municipality.objects.get(name="Lindenau"))
    DataKey.objects.filter(pk__in=[theirs.key_id]).delete()
    assert replay_deletions().cases == 1
    assert Case.objects.count() == 1


def test_a_line_cut_off_by_a_crash_is_left_out_and_the_next_one_is_whole(silent, register_file):
    register.append("probstadt", silent.pk, [silent.key_id])
    with register_file.open("ab") as file:
        file.write(b'{"at": "2026-11-2')
    register.append("probstadt", silent.pk, [silent.key_id])
    assert [entry.key_ids for entry in register.entries()] == [(silent.key_id,), (silent.key_id,)]
