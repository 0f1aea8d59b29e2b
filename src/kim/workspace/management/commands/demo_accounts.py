"""`manage.py demo_accounts`: say who may sign in to the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from kim.workspace.demo.accounts import demo_accounts


class Command(BaseCommand):
    """Print role, e-mail address and place of the demo's accounts."""

    help = "Nennt die Zugänge der Vorführung."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the list."""
        found = demo_accounts()
        for person in found["people"]:
            self.stdout.write(f"  {person['role']:<26} {person['email']:<36} {person['place']}")
        self.stdout.write(f"  Passwort für alle: {found['password']}")
