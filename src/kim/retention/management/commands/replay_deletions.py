"""Delete again what a restored copy brought back: `manage.py replay_deletions`, before anybody may sign in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kim.retention.actions import replay_deletions, replay_is_due


class Command(BaseCommand):
    """Repeats the register of deletions after a restore."""

    help = (
        "Wiederholt nach einer Wiederherstellung alle Löschungen aus dem Register: vernichtet Schlüssel und entfernt "
        "Datensätze ohne Schlüssel. Mit --check wird nur geprüft, ob das nötig ist."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        parser.add_argument("--check", action="store_true", help="nur prüfen; Fehler, wenn Löschungen fehlen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Repeat, or say whether it is needed."""
        if options["check"]:
            if replay_is_due():
                raise CommandError(
                    "Löschungen fehlen: Eine ältere Sicherung ist eingespielt. Bitte replay_deletions ausführen."
                )
            self.stdout.write("Alle Löschungen des Registers sind ausgeführt.")
            return
        done = replay_deletions()
        self.stdout.write(
            f"Wiederholt: {done.keys} Schlüssel vernichtet, {done.cases} Fälle, {done.clients} Personen und "
            f"{done.requests} Anfragen entfernt."
        )
