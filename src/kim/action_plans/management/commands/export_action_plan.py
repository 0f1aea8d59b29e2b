"""`manage.py export_action_plan`: print the concept of a district, or of one municipality, in a format."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kim.action_plans.papers import export, queries
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District, Municipality
from kim.districts.territory import Territory


class Command(BaseCommand):
    """Write to a file or to standard output; words about it go to standard error."""

    help = "Gibt das Handlungskonzept eines Kreises mit Anlagen oder einer Kommune aus."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what, of which day, in which format, and where to."""
        parser.add_argument("--district", required=True, help="Kurzname des Kreises")
        parser.add_argument("--municipality", default="", help="AGS (acht Ziffern); ohne: das Ganze")
        parser.add_argument("--as-of", default="", help="Stand, zum Beispiel 2026-11-20; ohne: heute")
        parser.add_argument("--format", choices=export.FORMATS, default="pdf")
        parser.add_argument("--output", default="", help="Datei; ohne: Standardausgabe")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the paper; say where to if that was a file."""
        district = District.objects.filter(slug=options["district"]).first()
        if district is None:
            raise CommandError(f"Einen Kreis „{options['district']}“ gibt es hier nicht.")
        with district_scope(district):
            content = _exported(district, options["municipality"], _day(options["as_of"]), options["format"])
        if not options["output"]:
            self._print(content)
            return
        try:
            Path(options["output"]).write_bytes(content)
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}.") from None
        self.stderr.write(f"Geschrieben: {options['output']} ({len(content)} Bytes)")

    def _print(self, content: bytes) -> None:
        raw = getattr(self.stdout, "buffer", None)
        if raw is None:
            self.stdout.write(content.decode(), ending="")
            return
        raw.write(content)
        raw.flush()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else dates.today()
    except ValueError:
        raise CommandError(f"„{text}“ ist kein Tag. Bitte schreiben Sie ihn so: 2026-11-20.") from None


def _exported(district: District, ags: str, day: date, form: str) -> bytes:
    """Return the paper; CommandError when there is no such place or nothing is known of the day."""
    try:
        if not ags:
            return export.export_all(queries.contents_on(district, day), form)
        place = Municipality.objects.filter(ags=ags).first()
        if place is None:
            raise CommandError(f"Eine Kommune mit dem AGS „{ags}“ gibt es in {district.name} nicht.")
        content = queries.content_on(Territory(district, place), day)
    except queries.NotKnown as unknown:
        raise CommandError(str(unknown)) from None
    return export.export_one(content, district.name, day.isoformat(), form)
