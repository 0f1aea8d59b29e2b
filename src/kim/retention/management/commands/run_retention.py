"""Close, archive and delete what is due: `manage.py run_retention`, dry unless `--apply` is given."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.retention.actions import Confirmation, apply_run
from kim.retention.models import Held, RetentionRun
from kim.retention.queries import Plan, plan_run


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} ist kein Tag der Form 2026-11-20.") from None


def _held(brake: str, count: int) -> str:
    return f" Angehalten: {count} Vorgänge. {Held(brake).label}." if brake else ""


def planned(district: District, plan: Plan) -> str:
    """Say in one sentence what a run would do."""
    due = plan.due
    brake = plan.deletion_brake or plan.closing_brake
    return (
        f"{district.name}, {plan.day:%d.%m.%Y}: fällig sind {due.closed} Abschlüsse, {due.archived} Archivierungen, "
        f"{due.deleted} Löschungen und {plan.requests} abgelaufene Anfragen.{_held(brake or '', plan.held)}"
    )


def done(district: District, run: RetentionRun) -> str:
    """Say in one sentence what a run did."""
    return (
        f"{district.name}, {run.day:%d.%m.%Y}: {run.closed} Fälle abgeschlossen, {run.archived} archiviert, "
        f"{run.deleted} gelöscht, {run.requests_deleted} Anfragen gelöscht.{_held(run.brake, run.held_back)}"
    )


class Command(BaseCommand):
    """Closes, archives and deletes by rule."""

    help = "Schließt, archiviert und löscht, was fällig ist. Ohne --apply wird nur gesagt, was geschähe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        parser.add_argument("--apply", action="store_true", help="ausführen")
        parser.add_argument("--district", help="nur dieser Kreis (Kurzname)")
        parser.add_argument("--day", type=_day, help="Stichtag, nur in Demo und Test")
        parser.add_argument("--confirm-day", type=_day, help="Tag, den ein Mensch bestätigt")
        parser.add_argument("--confirm-count", type=int, help="Zahl der Vorgänge, die ein Mensch bestätigt")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run over the districts and say what was done."""
        if options["day"] and settings.PRODUCTION:
            raise CommandError("--day gibt es nur in Demo und Test.")
        day = options["day"] or dates.today()
        for district in self._districts(options):
            self.stdout.write(self._run(district, day, options))

    def _districts(self, options: dict[str, Any]) -> list[District]:
        found = District.objects.order_by("name")
        chosen = list(found.filter(slug=options["district"]) if options["district"] else found)
        if options["district"] and not chosen:
            raise CommandError(f"Den Kreis {options['district']} gibt es nicht.")
        if options["confirm_day"] and len(chosen) != 1:
            raise CommandError("Eine Bestätigung gilt für einen Kreis: bitte --district angeben.")
        return chosen

    def _run(self, district: District, day: date, options: dict[str, Any]) -> str:
        if not options["apply"]:
            with district_scope(district):
                return planned(district, plan_run(day, district))
        confirmation = _confirmation(options["confirm_day"], options["confirm_count"])
        return done(district, apply_run(None, day=day, district=district, confirmation=confirmation))


def _confirmation(day: date | None, count: int | None) -> Confirmation | None:
    if (day is None) != (count is None):
        raise CommandError("--confirm-day und --confirm-count gehören zusammen.")
    return None if day is None or count is None else Confirmation(day, count)
