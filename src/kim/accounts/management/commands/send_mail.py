"""Send the mails that wait: `manage.py send_mail`, every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from kim.accounts import outbox


class Command(BaseCommand):
    """Sends what waits in the outbox of all districts."""

    help = "Verschickt wartende Nachrichten. Was nicht hinausgeht, bleibt liegen und wird erneut versucht."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send and say how many went out."""
        done = outbox.send_all_due()
        self.stdout.write(f"{done.sent} Nachrichten verschickt, {done.failed} nicht zustellbar.")
