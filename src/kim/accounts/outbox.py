"""Mail that is written with the change that causes it and survives a dead mail server.

A mail is sent at least once. A run claims one row in a transaction of its own (an attempt more, not due again
before `LEASE`), sends without any lock, then marks the row as sent. If the process dies between sending and
marking, the next run sends the same mail again: both carry the same `Message-ID`, made from the row, so that
mail programs show one. Nothing else can double a mail, and nothing loses one.
"""

import dataclasses
import hashlib
import hmac
import smtplib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction

from kim.accounts.models import Membership, OutboxMail
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District

LEASE: Final = timedelta(minutes=5)
LONGEST_PAUSE: Final = timedelta(hours=1)
WORRYING_AGE: Final = timedelta(days=1)

#: Occasion -> subject and sentence without and with the name of the place. No mail says more than that.
TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "request_new": ("Neue Terminanfrage", "Neue Terminanfrage für {place}"),
    "request_handed_on": (
        "Terminanfrage an Sie weitergegeben",
        "Terminanfrage für {place} an Sie weitergegeben",
    ),
    "request_changed": ("Antwort auf einen Terminvorschlag", "Antwort auf einen Terminvorschlag für {place}"),
    "handover_offered": (
        "Ein Fall soll an Sie übergeben werden",
        "Ein Fall soll an Sie übergeben werden ({place})",
    ),
    "cases_assigned": ("Ihnen wurden Fälle zugeteilt", "Ihnen wurden Fälle zugeteilt ({place})"),
    "substitution_entered": (
        "Eine Vertretung für Sie wurde eingetragen",
        "Eine Vertretung für Sie wurde eingetragen ({place})",
    ),
    "closing_soon": ("Ein Fall schließt sich bald", "Ein Fall schließt sich bald ({place})"),
    "figures_wanted": (
        "Bitte um Kennzahlen",
        "Wir bitten Sie um Kennzahlen für das Handlungskonzept ({place})",
    ),
    "figures_wanted_again": (
        "Erinnerung: Kennzahlen fehlen noch",
        "Uns fehlen noch Ihre Kennzahlen für das Handlungskonzept ({place})",
    ),
}
OTHERWISE: Final = ("Es gibt etwas Neues für Sie", "Es gibt etwas Neues für Sie ({place})")

#: The row cannot be delivered as it is; others can. Everything else means that the server is not there.
ROW_ERRORS: Final = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    UnicodeError,
    ValueError,
)


@dataclasses.dataclass(frozen=True)
class Sent:
    """What a run did: mails that went out, and mails that could not be sent and are tried again later."""

    sent: int = 0
    failed: int = 0

    def __add__(self, other: "Sent") -> "Sent":
        """Sum of two runs."""
        return Sent(self.sent + other.sent, self.failed + other.failed)


def enqueue(recipient: Membership, kind: str, path: str, *, place: str = "") -> OutboxMail:
    """Write a mail to a member; call it inside the transaction of the change that it tells of.

    `path` is the address of the page below the public address of the installation; it must not name a person.
    """
    now = dates.now()
    row: OutboxMail = OutboxMail.objects.create(
        district_id=recipient.district_id,
        recipient=recipient,
        kind=kind,
        path=path,
        place=place,
        made_at=now,
        not_before=now,
    )
    return row


def enqueue_to(address: str, kind: str, path: str, *, district: District, place: str = "") -> OutboxMail:
    """Write a mail to somebody outside the team, such as an office that is asked; otherwise as `enqueue`.

    `path` has to open without a log-in.
    """
    now = dates.now()
    row: OutboxMail = OutboxMail.objects.create(
        district=district, address=address, kind=kind, path=path, place=place, made_at=now, not_before=now
    )
    return row


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: 1, 2, 4 … minutes, at most an hour."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_PAUSE)


def waiting_count(*, older_than: timedelta = WORRYING_AGE) -> int:
    """Return how many mails of the open district have not gone out although they are older than a day."""
    return int(OutboxMail.objects.filter(sent_at=None, made_at__lt=dates.now() - older_than).count())


def message_of(row: OutboxMail, backend: BaseEmailBackend | None = None) -> EmailMessage:
    """Return the mail of a row. Its Message-ID is the same each time, so that a repetition is recognised."""
    bare, with_place = TEXTS.get(row.kind, OTHERWISE)
    sentence = with_place.format(place=row.place) if row.place else bare
    what_to_do = "Bitte melden Sie sich an." if row.recipient else "Sie brauchen dafür keine Anmeldung."
    body = f"{sentence}. {what_to_do}\n\n{settings.PUBLIC_URL}{row.path}\n"
    return EmailMessage(
        subject=f"KIM: {bare}",
        body=body,
        to=[row.recipient.user.email if row.recipient else row.address],
        headers={"Message-ID": _message_id(row), "Auto-Submitted": "auto-generated"},
        connection=backend,
    )


def _message_id(row: OutboxMail) -> str:
    made = f"outbox:{row.district_id}:{row.pk}:{row.made_at.isoformat()}"
    digest = hmac.digest(settings.SECRET_KEY.encode(), made.encode(), hashlib.sha256).hex()[:32]
    return f"<kim.{digest}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"


def _claim(now: datetime) -> OutboxMail | None:
    """Take the next due mail of the open district out of the reach of other runs for a while."""
    with transaction.atomic():
        due: Any = OutboxMail.objects.filter(sent_at=None, not_before__lte=now)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        row: OutboxMail | None = due.select_related("recipient__user").order_by("made_at", "pk").first()
        if row is None:
            return None
        row.attempts += 1
        row.not_before = now + LEASE
        # On a database without row locks the number of attempts tells whether somebody was faster.
        taken = OutboxMail.objects.filter(pk=row.pk, attempts=row.attempts - 1, sent_at=None)
        if taken.update(attempts=row.attempts, not_before=row.not_before):
            return row
    return None


def _deliver(row: OutboxMail, backend: BaseEmailBackend) -> tuple[bool, bool]:
    """Send one mail; return whether it went out and whether the server is there."""
    try:
        backend.open()
        message_of(row, backend).send()
    except ROW_ERRORS:
        return False, True
    except (OSError, smtplib.SMTPException):
        return False, False
    return True, True


def _note_result(row: OutboxMail, *, is_sent: bool) -> None:
    now = dates.now()
    if is_sent:
        row.sent_at = now
    else:
        row.not_before = now + pause_after(row.attempts)
    row.save(update_fields=["sent_at", "not_before"])


def send_due(district: District) -> Sent:
    """Send the due mails of a district; call it outside of any transaction.

    Stops at the first sign that the mail server is not there: the rest stays due for the next run.
    """
    backend = get_connection()
    done = Sent()
    try:
        while True:
            with district_scope(district):
                row = _claim(dates.now())
            if row is None:
                return done
            is_sent, is_server_there = _deliver(row, backend)
            with district_scope(district):
                _note_result(row, is_sent=is_sent)
            done += Sent(int(is_sent), int(not is_sent))
            if not is_server_there:
                return done
    finally:
        _close(backend)


def _close(backend: BaseEmailBackend) -> None:
    try:
        backend.close()
    except (OSError, smtplib.SMTPException):
        return


def send_all_due() -> Sent:
    """Send the due mails of all districts of the installation."""
    return sum((send_due(district) for district in District.objects.order_by("pk")), Sent())
