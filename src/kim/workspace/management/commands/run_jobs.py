"""What happens without a person: mails at once, the nightly run once a day. `manage.py run_jobs [--loop]`."""

import logging
import signal
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import time
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections, connection

from kim.accounts import outbox
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.retention.actions import apply_release, apply_run, replay_is_due
from kim.retention.models import RetentionRun
from kim.retention.queries import has_run, open_release
from kim.workspace.nightly import run_nightly

log = logging.getLogger("kim.jobs")

NIGHT_BEGINS = time(2)
PAUSE_SECONDS = 5.0
PAUSE_AFTER_FAILURE_SECONDS = 300.0


class Command(BaseCommand):
    """Sends mail, closes, archives and deletes, freezes months."""

    help = (
        "Erledigt, was ohne Menschen geschieht. Mit --loop dauerhaft, sonst einmal; --once ist die Vorgabe."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--loop", action="store_true", help="weiterlaufen, bis das Programm beendet wird")
        way.add_argument("--once", action="store_true", help="einmal alles Fällige erledigen (Vorgabe)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due, once or until the process is asked to end."""
        if replay_is_due():
            raise CommandError(
                "Eine ältere Sicherung ist eingespielt. Bitte zuerst replay_deletions ausführen."
            )
        jobs = Jobs()
        if not options["loop"]:
            failed = jobs.run_due(at_start=True)
            self.stdout.write(
                "Alles Fällige ist erledigt." if not failed else f"{failed} Aufgaben sind gescheitert."
            )
            return
        stop = Event()

        def end(*_: object) -> None:
            stop.set()
            if jobs.interruptible:
                raise SystemExit(0)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        self.stdout.write("Die Aufgaben laufen; Ende mit Strg+C.")
        self.stdout.flush()
        self._loop(jobs, stop)

    def _loop(self, jobs: "Jobs", stop: Event) -> None:
        at_start = True
        while not stop.is_set():
            jobs.run_due(at_start=at_start, stop=stop)
            at_start = False
            close_old_connections()
            stop.wait(PAUSE_SECONDS)


class Jobs:
    """The jobs and when one of them failed last: a broken one is tried again after some minutes, the others go on."""

    def __init__(self) -> None:
        """Nothing has failed yet. Only sending mail is not interrupted: it would be sent twice."""
        self.not_before: dict[str, float] = {}
        self.interruptible = True

    def run_due(self, *, at_start: bool, stop: Event | None = None) -> int:
        """Do everything that is due and return how many jobs failed."""
        failed = int(not self._try("send_mail", outbox.send_all_due, interruptible=False))
        for district in District.objects.order_by("pk"):
            if stop is not None and stop.is_set():
                return failed
            failed += not self._try(f"retention:{district.pk}", self._nightly(district, at_start=at_start))
            if at_start or _is_night_over():
                failed += self._others(district, at_start=at_start)
        return failed

    def _others(self, district: District, *, at_start: bool) -> int:
        """Do the other jobs of the night and return how many failed."""
        failed: list[int] = []
        known = self._try(
            f"nightly:{district.pk}", lambda: failed.append(run_nightly(district, again=at_start))
        )
        return sum(failed) if known else 1

    def _nightly(self, district: District, *, at_start: bool) -> Callable[[], object]:
        def run() -> None:
            today = dates.today()
            with district_scope(district):
                release, done = open_release(today), has_run(today)
            if release is not None:
                _tell(apply_release(release, district=district))
            elif not done and (at_start or _is_night_over()):
                # Before the run too: on the first night after an import nothing is known about the tables yet.
                refresh_statistics()
                _tell(apply_run(None, district=district))

        return run

    def _try(self, name: str, job: Callable[[], object], *, interruptible: bool = True) -> bool:
        """Run a job; a failure is logged without values, and the job rests for some minutes."""
        now = dates.now().timestamp()
        if now < self.not_before.get(name, 0):
            return True
        self.interruptible = interruptible
        try:
            job()
        except Exception:
            # Whatever is wrong with one job, the others still have to be done.
            log.exception("Job %s failed.", name)
            self.not_before[name] = now + PAUSE_AFTER_FAILURE_SECONDS
            return False
        finally:
            self.interruptible = True
        return True


def _is_night_over() -> bool:
    """Whether it is two o'clock or later where the offices are: new requests and clients are unlikely then."""
    local = dates.now().astimezone(ZoneInfo(settings.TIME_ZONE))
    return local.time() >= NIGHT_BEGINS


def refresh_statistics() -> None:
    """Let SQLite look at its tables, up to a thousand rows of each index; PostgreSQL does so by itself.

    Without it SQLite takes the index of the district for the best one although all rows are of one district: the
    deletion of a case among 10,000 then takes a minute instead of 20 ms.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")


def _tell(run: RetentionRun) -> None:
    log.info(
        "Retention: %d closed, %d archived, %d deleted, %d held back.",
        run.closed,
        run.archived,
        run.deleted,
        run.held_back,
    )
