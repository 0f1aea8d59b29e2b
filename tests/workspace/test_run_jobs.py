"""What happens without a person: once a night, again after a failure, and it ends when it is asked to."""

import logging
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kim.accounts import outbox
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.monitoring.models import FrozenMonth
from kim.retention import register
from kim.retention.models import RetentionRun
from kim.workspace.management.commands import run_jobs
from tests import migrated
from tests.cast import make_case

OPENED = date(2026, 1, 31)
BEFORE_TWO = datetime(2026, 11, 20, 0, 59, tzinfo=UTC)  # 1:59 in Berlin
AFTER_TWO = datetime(2026, 11, 20, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def runs_of(district):
    with district_scope(district):
        return list(RetentionRun.objects.order_by("pk").values_list("day", "closed"))


def due(jobs, moment, *, at_start=False):
    with dates.moved_clock(moment):
        return jobs.run_due(at_start=at_start)


def test_the_nightly_run_comes_once_a_day_after_two(district, anna, lindenau):
    jobs = run_jobs.Jobs()
    for moment in (BEFORE_TWO, AFTER_TWO, AFTER_TWO):
        assert due(jobs, moment) == 0
    assert runs_of(district) == [(date(2026, 11, 20), 0)]


def test_at_the_start_it_does_not_wait_for_the_night(district):
    due(run_jobs.Jobs(), BEFORE_TWO, at_start=True)
    assert runs_of(district) == [(date(2026, 11, 20), 0)]


def test_once_closes_and_freezes(district, anna, lindenau):
    with dates.moved_clock(OPENED):
        make_case(anna, lindenau, opened_on=OPENED)
    answer = StringIO()
    with dates.moved_clock(date(2026, 8, 1)):
        call_command("run_jobs", stdout=answer)
    assert answer.getvalue() == "Alles Fällige ist erledigt.\n"
    assert runs_of(district) == [(date(2026, 8, 1), 1)]
    with district_scope(district):
        months = list(FrozenMonth.objects.order_by("month").values_list("month", flat=True))
    assert months == [date(2026, month, 1) for month in range(1, 8)]


def test_before_the_run_sqlite_looks_at_its_tables(district, anna, lindenau):
    make_case(anna, lindenau, opened_on=OPENED)
    due(run_jobs.Jobs(), AFTER_TWO)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'cases_caseperiod'")
            assert cursor.fetchone()[0] > 0


def test_a_failing_job_stops_no_other_and_rests(district, other_district, monkeypatch, caplog):
    real = run_jobs.apply_run

    def fails_in_probstadt(actor, *, district):
        if district.slug == "probstadt":
            raise ValueError("Olena Musterova")
        return real(actor, district=district)

    def no_mail():
        raise ConnectionError("anna@probstadt.example")

    monkeypatch.setattr(run_jobs, "apply_run", fails_in_probstadt)
    monkeypatch.setattr(outbox, "send_all_due", no_mail)
    jobs = run_jobs.Jobs()
    with caplog.at_level(logging.INFO):
        assert due(jobs, AFTER_TWO) == 2
        assert due(jobs, AFTER_TWO) == 0
    assert (runs_of(district), runs_of(other_district)) == ([], [(date(2026, 11, 20), 0)])
    monkeypatch.undo()
    assert due(jobs, datetime(2026, 11, 20, 1, 7, tzinfo=UTC)) == 0
    assert runs_of(district) == [(date(2026, 11, 20), 0)]


def test_a_run_that_did_not_end_is_repeated(district):
    with district_scope(district):
        RetentionRun.objects.create(district=district, day=date(2026, 11, 20), ran_at=AFTER_TWO)
    due(run_jobs.Jobs(), AFTER_TWO)
    assert len(runs_of(district)) == 2


def test_it_refuses_to_work_on_a_restored_copy(district, anna, lindenau, clock):
    case = make_case(anna, lindenau)
    register.append("probstadt", case.pk, [case.key_id])
    with pytest.raises(CommandError, match="replay_deletions"):
        call_command("run_jobs")


@pytest.mark.slow
def test_it_ends_at_once_when_it_is_asked_to(tmp_path, monkeypatch):
    monkeypatch.setenv("KIM_DATA_DIR", str(tmp_path))
    for name in ("KIM_DATABASE_URL", "KIM_KEYS_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    migrated.copy_files(tmp_path)
    command = [sys.executable, "manage.py", "run_jobs", "--loop"]
    jobs = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert jobs.stdout.readline().decode() == "Die Aufgaben laufen; Ende mit Strg+C.\n"
    time.sleep(0.5)
    assert jobs.poll() is None
    jobs.send_signal(signal.SIGTERM)
    started = time.monotonic()
    _, errors = jobs.communicate(timeout=10)
    assert (jobs.returncode, errors) == (0, b"")
    assert time.monotonic() - started < run_jobs.PAUSE_SECONDS - 1
