"""Command: load a district pack."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kim.districts.pack import PackRefused, load_pack


class Command(BaseCommand):
    """Shows what a district pack changes; writes it with --apply."""

    help = "Vergleicht eine Kreis-Datei mit dem Bestand; mit --apply wird sie übernommen."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and whether to write."""
        parser.add_argument("file")
        parser.add_argument("--apply", action="store_true", help="Änderungen schreiben")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the differences (dry) or only the sentence (written)."""
        try:
            loaded = load_pack(options["file"], apply=options["apply"])
        except PackRefused as refused:
            raise CommandError("\n".join(["Nichts geschrieben.", *refused.lines()])) from None
        if not options["apply"] or options["verbosity"] > 1:
            for change in loaded.changes:
                self.stdout.write("\n".join(change.lines()))
        self.stdout.write(loaded.sentence())
