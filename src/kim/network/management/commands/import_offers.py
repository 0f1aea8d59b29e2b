"""Command: fetch offers from Integreat, by default only to see what would come."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.network.models import IntegreatSource, OfferImport
from kim.network.offers.importing import import_offers

KINDS = {"created": "neu", "changed": "geändert", "missing": "entfallen", "left_out": "übergangen"}


class Command(BaseCommand):
    """Fetches the offers of a district and prints the report."""

    help = "Ruft Angebote aus Integreat ab; ohne --apply wird nichts gespeichert."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the district and whether to write."""
        parser.add_argument("--district", required=True, help="Kurzname des Kreises")
        parser.add_argument("--apply", action="store_true", help="Ergebnis speichern")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fetch and print; status 1 if nothing usable came."""
        district = District.objects.filter(slug=options["district"]).first()
        if district is None:
            raise CommandError(f"Den Kreis {options['district']!r} gibt es nicht.")
        with district_scope(district):
            source = IntegreatSource.objects.order_by("pk").first()
            if source is None:
                raise CommandError("Für diesen Kreis ist keine Quelle eingestellt.")
            report = import_offers(None, source=source, apply=options["apply"])
        if not report.succeeded:
            raise CommandError(report.problem)
        self._print(report)
        if not options["apply"]:
            self.stdout.write("Nichts gespeichert; mit --apply wird übernommen.")

    def _print(self, report: OfferImport) -> None:
        for line in report.details:
            self.stdout.write(f"{KINDS[line['kind']]}: {line['name']}")
            for change in line["changes"]:
                kept = " (hier von Hand geändert, bleibt)" if change["kept"] else ""
                self.stdout.write(f"  {change['label']}: {change['old']!r} → {change['new']!r}{kept}")
        self.stdout.write(
            f"{report.created} neu, {report.changed} geändert, {report.missing} entfallen, "
            f"{report.unchanged} unverändert."
        )
