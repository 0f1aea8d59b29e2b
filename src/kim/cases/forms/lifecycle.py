"""The life of a case: track, move, deadline, closing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from kim.cases.forms.fields import NOTE_LENGTH, REASON_LENGTH, DayField, NoteField, PickField, PlainForm
from kim.cases.models import Case, ClosingReason, Track
from kim.districts.models import Municipality

#: Reasons that only the nightly run gives.
BY_THE_SYSTEM = {ClosingReason.SILENCE_BRIEF_ADVICE, ClosingReason.SILENCE_CASE_MANAGEMENT}


class TrackForm(PlainForm):
    """Another kind of help, with the reason."""

    track = forms.ChoiceField(label="Neue Konstellation", widget=forms.RadioSelect)
    reason = NoteField(label="Warum ändert sich die Konstellation?", max_length=REASON_LENGTH, rows=3)

    def __init__(self, data: Any = None, *, case: Case) -> None:
        """Offer the other tracks."""
        super().__init__(data)
        self.pick("track").choices = [choice for choice in Track.choices if choice[0] != case.track]


class MoveForm(PlainForm):
    """The people moved to another place of the district."""

    municipality = PickField(label="Neuer Wohnort")

    def __init__(self, data: Any = None, *, case: Case, places: Sequence[Municipality]) -> None:
        """Offer the other places of the district."""
        super().__init__(data)
        others = [place for place in places if place.pk != case.municipality_id]
        self.pick("municipality").offer(others, key="ags", empty="Bitte wählen")


class ProlongForm(PlainForm):
    """Keeping a case open without a consultation."""

    until = DayField(label="Offen halten bis")
    reason = NoteField(label="Warum soll der Fall offen bleiben?", max_length=REASON_LENGTH, rows=3)

    def __init__(self, data: Any = None, *, earliest: date, latest: date) -> None:
        """Accept days after the present deadline."""
        super().__init__(data, initial={"until": latest})
        self.pick("until").limit(
            earliest,
            latest,
            early="Bis dahin ist der Fall ohnehin offen. Frühestens geht der {}.",
            late="So weit lässt sich nicht verlängern. Spätestens geht der {}.",
        )


class CloseForm(PlainForm):
    """Closing a case."""

    closed_on = DayField(label="Abgeschlossen am")
    reason = forms.ChoiceField(label="Grund", widget=forms.RadioSelect)
    note = NoteField(
        label="Was wurde erreicht? Wie sehen es die Klientinnen und Klienten?",
        max_length=NOTE_LENGTH,
        required=False,
    )

    def __init__(self, data: Any = None, *, earliest: date, today: date) -> None:
        """Accept days from the last one with an entry until today."""
        super().__init__(data, initial={"closed_on": today})
        self.pick("closed_on").limit(
            earliest, today, early="Davor ist im Fall noch etwas eingetragen. Frühestens geht der {}."
        )
        self.pick("reason").choices = [
            choice for choice in ClosingReason.choices if choice[0] not in BY_THE_SYSTEM
        ]
