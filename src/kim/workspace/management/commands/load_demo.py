"""`manage.py load_demo`: fill a district with invented people and two years of casework."""

import contextlib
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kim.accounts.models import User
from kim.core import dates
from kim.core.sealing import clean_key_files
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.workspace.demo.build import build_demo

YEARS = 2


@contextlib.contextmanager
def _cleaned_at_the_end() -> Iterator[None]:
    """Clean the files of the keys once: each of the hundred nights would say that it cannot inside a transaction."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
    clean_key_files()


class Command(BaseCommand):
    """Build the demo in every district of the installation that has nobody yet."""

    help = "Füllt einen Kreis mit erfundenen Personen und zwei Jahren Fallarbeit."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, in one transaction per database."""
        if settings.PRODUCTION:
            raise CommandError("In einer echten Installation gibt es keine erfundenen Fälle.")
        if User.objects.exists():
            self.stdout.write("Es gibt schon Personen; nichts getan.")
            return
        last = dates.today()
        for district in District.objects.all():
            with (
                _cleaned_at_the_end(),
                transaction.atomic(using="keys"),
                transaction.atomic(),
                district_scope(district),
            ):
                counts = build_demo(district, last - timedelta(days=365 * YEARS), last)
            self.stdout.write(f"{district}: {counts['people']} Personen im Team, {counts['cases']} Fälle.")
