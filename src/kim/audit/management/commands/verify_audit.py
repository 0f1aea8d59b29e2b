"""Command: check the log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kim.audit.chain import ChainState, verify_chain
from kim.core.tenancy import district_scope
from kim.districts.models import District


class Command(BaseCommand):
    """Checks the whole chain of one or all districts; exit status 1 when one is broken."""

    help = "Prüft, ob das Protokoll lückenlos und unverändert ist."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the district and a fingerprint that was kept elsewhere."""
        parser.add_argument("--district", help="Kurzname des Kreises; ohne Angabe alle")
        parser.add_argument("--anchor", help="aufbewahrter Stand NUMMER:FINGERABDRUCK (mit --district)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one sentence per district."""
        districts = District.objects.order_by("slug")
        if options["district"]:
            districts = districts.filter(slug=options["district"])
            if not districts.exists():
                raise CommandError(f"Den Kreis {options['district']!r} gibt es nicht.")
        anchor = _anchor(options["anchor"], one_district=bool(options["district"]))
        broken = []
        for district in districts:
            with district_scope(district):
                state = verify_chain(anchor=anchor)
            if state.intact:
                self.stdout.write(f"{district.name}: {_sentence(state)}")
            else:
                broken.append(f"{district.name}: {_sentence(state)}")
        if broken:
            raise CommandError("\n".join(broken), returncode=1)


def _anchor(text: str | None, *, one_district: bool) -> tuple[int, str] | None:
    if text is None:
        return None
    number, _, fingerprint = text.partition(":")
    if not (one_district and number.isdecimal() and fingerprint):
        raise CommandError("--anchor braucht --district und die Form NUMMER:FINGERABDRUCK.")
    return int(number), fingerprint


def _sentence(state: ChainState) -> str:
    if not state.intact:
        return f"Protokoll unterbrochen. Eintrag Nr. {state.broken_at} {state.reason}."
    if not state.last:
        return "Das Protokoll ist leer."
    return f"Protokoll unversehrt bis Nr. {state.last}, Fingerabdruck {state.last}:{state.fingerprint}"
