"""Command: wrap the data keys with the present key-encryption key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from kim.core.models import DataKey
from kim.core.sealing import KeyDestroyed, rewrap_keys


class Command(BaseCommand):
    """Wraps all data keys anew after the key-encryption key was changed; dry unless --apply."""

    help = (
        "Verschließt alle Datenschlüssel mit dem heutigen Hauptschlüssel neu (nach einem Schlüsselwechsel)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to write."""
        parser.add_argument("--apply", action="store_true", help="Schlüssel neu verschließen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Wrap all keys or none, and print how many."""
        if not options["apply"]:
            number = DataKey.objects.count()
            self.stdout.write(f"{number} Datenschlüssel würden neu verschlossen; --apply führt es aus.")
            return
        try:
            with transaction.atomic(using="keys"):
                number = rewrap_keys()
        except KeyDestroyed as error:
            raise CommandError(f"Nichts geändert. {error}") from None
        self.stdout.write(f"{number} Datenschlüssel sind mit dem heutigen Hauptschlüssel verschlossen.")
