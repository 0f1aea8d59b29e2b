"""The other jobs of the night: once a day in each district, each for itself, remembered beyond a restart."""

from datetime import UTC, date, datetime

import pytest

from kim.core import dates
from kim.core.tenancy import current_district_id, district_scope
from kim.workspace import nightly
from kim.workspace.management.commands.run_jobs import Jobs
from kim.workspace.models import NightlyJob

TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)
BEFORE_TWO = datetime(2026, 11, 20, 0, 59, tzinfo=UTC)  # 1:59 in Berlin


@pytest.fixture
def done(monkeypatch):
    """Two jobs; the first one fails while `done.broken` is true."""
    return _install(monkeypatch)


class Done(list):
    broken = False


def _install(monkeypatch):
    done = Done()

    def job(name):
        def run(district):
            assert current_district_id() == district.pk
            if name == "first" and done.broken:
                raise ConnectionError("https://integreat.example")
            done.append((name, district.slug))

        return name, run

    monkeypatch.setattr(nightly, "NIGHTLY", (job("first"), job("second")))
    return done


def run(district, day=TODAY, *, again=False):
    with dates.moved_clock(day):
        return nightly.run_nightly(district, again=again)


def test_each_job_runs_once_a_day_in_each_district(district, other_district, done):
    for day in (TODAY, TODAY, TOMORROW):
        assert run(district, day) == run(other_district, day) == 0
    night = [("first", "probstadt"), ("second", "probstadt"), ("first", "fernheim"), ("second", "fernheim")]
    assert done == night + night


def test_a_broken_job_stops_no_other_and_comes_again_the_next_night(district, done, caplog):
    done.broken = True
    assert (run(district), run(district)) == (1, 0)
    assert done == [("second", "probstadt")]
    assert "Nightly job first failed in probstadt." in caplog.text
    done.broken = False
    assert run(district, TOMORROW) == 0
    assert done[1:] == [("first", "probstadt"), ("second", "probstadt")]


def test_a_start_repeats_what_failed_but_not_what_succeeded(district, done):
    done.broken = True
    run(district, again=True)
    done.broken = False
    assert run(district, again=True) == 0
    assert done == [("second", "probstadt"), ("first", "probstadt")]
    with district_scope(district):
        assert set(NightlyJob.objects.order_by("pk").values_list("name", "tried_on", "succeeded_on")) == {
            ("first", TODAY, TODAY),
            ("second", TODAY, TODAY),
        }


def test_they_wait_for_the_night_but_not_at_a_start(district, done, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    jobs = Jobs()
    with dates.moved_clock(BEFORE_TWO):
        jobs.run_due(at_start=False)
        assert done == []
        assert jobs.run_due(at_start=True) == 0
    assert len(done) == 2


def test_failures_are_counted_also_when_the_database_does_not_answer(
    district, done, settings, tmp_path, monkeypatch
):
    settings.DATA_DIR = tmp_path
    done.broken = True
    with dates.moved_clock(TODAY):
        assert Jobs().run_due(at_start=True) == 1
        monkeypatch.setattr(nightly.NightlyJob, "objects", None)
        assert Jobs().run_due(at_start=True) == 1


def test_what_asks_servers_comes_last_and_opens_the_district_itself(district, monkeypatch):
    names = [name for name, _ in nightly.NIGHTLY]
    assert names == ["renew_links", "remind_offices", "keep_plan_states", "import_offers", "check_links"]
    seen = []
    monkeypatch.setattr(nightly, "NIGHTLY", (("check_links", lambda _: seen.append(current_district_id())),))
    assert (run(district), run(district)) == (0, 0)
    assert seen == [None]
