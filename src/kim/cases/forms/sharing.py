"""Sharing a case: handing over, working together, reading for a time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kim.accounts.models import Membership
from kim.cases.forms.fields import NOTE_LENGTH, REASON_LENGTH, DayField, NoteField, PickField, PlainForm
from kim.cases.queries.assigning import Bundle

CHOOSE = "Bitte wählen"


def _with_role(member: Membership) -> str:
    return f"{member} · {member.get_role_display()}"


def _with_employer(member: Membership) -> str:
    return f"{member} · {member.employer}" if member.employer else str(member)


class HandoverForm(PlainForm):
    """Handing a case to a colleague."""

    receiver = PickField(label="An wen?")
    note = NoteField(
        label="Was sollte die Kollegin oder der Kollege wissen?",
        required=False,
        max_length=NOTE_LENGTH,
        help_text="Dieser Hinweis ist schon vor der Annahme zu lesen.",
    )

    def __init__(self, data: Any = None, *, colleagues: Sequence[Membership]) -> None:
        """Offer the other case managers."""
        super().__init__(data)
        self.pick("receiver").offer(colleagues, label=_with_employer, empty=CHOOSE)


class AssignForm(PlainForm):
    """Giving the cases of somebody who has left to a colleague."""

    bundle = PickField(label="Welche Fälle?")
    receiver = PickField(label="An wen?")

    def __init__(
        self, data: Any = None, *, bundles: Sequence[Bundle], colleagues: Sequence[Membership]
    ) -> None:
        """Offer what is without a lead, and the case managers of today."""
        super().__init__(data)
        self.pick("bundle").offer(bundles, key="key", label=_bundle, empty=CHOOSE)
        self.pick("receiver").offer(colleagues, label=_with_employer, empty=CHOOSE)


def _bundle(bundle: Bundle) -> str:
    cases = "1 Fall" if bundle.count == 1 else f"{bundle.count} Fälle"
    return f"{bundle.lead} · {bundle.municipality} · {cases}"


class WorkerForm(PlainForm):
    """A colleague who works in the case, too."""

    membership = PickField(label="Wer arbeitet mit?")

    def __init__(self, data: Any = None, *, colleagues: Sequence[Membership]) -> None:
        """Offer the other case managers."""
        super().__init__(data)
        self.pick("membership").offer(colleagues, label=_with_employer, empty=CHOOSE)


class GrantForm(PlainForm):
    """Letting somebody read a case for a time."""

    membership = PickField(label="Wer darf den Fall lesen?")
    ends_on = DayField(label="Bis wann?")
    reason = NoteField(
        label="Wozu?",
        max_length=REASON_LENGTH,
        rows=2,
        help_text="Zum Beispiel: Vorstellung in der Fallbesprechung.",
    )

    def __init__(
        self, data: Any = None, *, colleagues: Sequence[Membership], today: date, latest: date
    ) -> None:
        """Offer colleagues of case management, coordination and team lead."""
        super().__init__(data)
        self.pick("membership").offer(colleagues, label=_with_role, empty=CHOOSE)
        self.pick("ends_on").limit(
            today, latest, early="Die Freigabe beginnt heute, am {}.", late="Spätestens geht der {}."
        )
