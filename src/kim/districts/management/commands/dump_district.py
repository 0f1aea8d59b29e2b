"""Command: print a district as a pack."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kim.districts.models import District
from kim.districts.pack import dump_pack


class Command(BaseCommand):
    """Prints a district as the text of a district pack."""

    help = "Gibt einen Kreis als Kreis-Datei (TOML) aus."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the slug."""
        parser.add_argument("slug")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the pack."""
        district = District.objects.filter(slug=options["slug"]).first()
        if district is None:
            known = ", ".join(District.objects.order_by("slug").values_list("slug", flat=True)) or "keiner"
            raise CommandError(f"Den Kreis {options['slug']!r} gibt es nicht (angelegt: {known}).")
        self.stdout.write(dump_pack(district), ending="")
