"""Documenting: consultations, other contacts, needs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from kim.cases.forms.fields import (
    REASON_LENGTH,
    DayField,
    NoteField,
    PickField,
    PickSeveralField,
    Pill,
    PlainForm,
    pills_of,
)
from kim.cases.models import Case, Channel, Client, Consultation, Need, NeedState, NoteKind
from kim.core.ids import new_id
from kim.districts.models import LifeDomain

BEFORE_OPENING = "Das liegt vor der Eröffnung des Falls am {}."
IN_FUTURE = "Das liegt in der Zukunft. Spätestens geht heute, der {}."


def limit_to_case(field: DayField, case: Case, today: date) -> None:
    """Accept days from the opening of the case until today."""
    field.limit(case.opened_on, today, early=BEFORE_OPENING, late=IN_FUTURE)


class ConsultationForm(PlainForm):
    """A counselling session; the usual one takes a choice, some chips and a sentence."""

    on = DayField(label="Datum")
    channel = forms.ChoiceField(label="Art", choices=Channel.choices)
    persons = PickSeveralField(label="Wer war dabei?", required=False)
    topics = PickSeveralField(label="Themen", required=False)
    note = NoteField(label="Was war wichtig?", required=False, rows=3)
    client_view = NoteField(label="Wie sehen es die Klientinnen und Klienten?", required=False, rows=2)
    minutes = forms.IntegerField(
        label="Dauer in Minuten",
        required=False,
        min_value=1,
        max_value=1440,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "min_value": "Bitte mindestens 1 Minute eingeben.",
            "max_value": "Bitte höchstens 1440 Minuten eingeben.",
        },
    )
    form_nonce = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        case: Case,
        people: Sequence[Client],
        domains: Sequence[LifeDomain],
        today: date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        """Offer the people of the case and the domains of life; a single person needs no question."""
        super().__init__(data, initial={"on": today, "form_nonce": new_id(), **(initial or {})})
        limit_to_case(self.pick("on"), case, today)
        self.pick("topics").offer(domains, key="code")
        if len(people) > 1:
            self.pick("persons").offer(people, label=lambda client: client.full_name)
        else:
            del self.fields["persons"]

    @property
    def topic_pills(self) -> list[Pill]:
        """The topics to choose from."""
        return pills_of(self["topics"])

    @property
    def person_pills(self) -> list[Pill]:
        """The people to choose from; none if there is only one."""
        return pills_of(self["persons"]) if "persons" in self.fields else []


def values_of(consultation: Consultation, persons: Sequence[Any]) -> dict[str, Any]:
    """Return the form's values of an opened consultation; `persons` are primary keys of those who took part."""
    return {
        "on": consultation.on,
        "channel": consultation.channel,
        "minutes": consultation.minutes,
        "note": consultation.note,
        "client_view": consultation.client_view,
        "topics": [topic.code for topic in consultation.topics.all()],
        "persons": [str(person) for person in persons],
    }


class NoteForm(PlainForm):
    """Another contact."""

    on = DayField(label="Datum")
    kind = forms.ChoiceField(label="Art", choices=NoteKind.choices)
    note = NoteField(label="Was war wichtig?", required=False)
    form_nonce = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, case: Case, today: date) -> None:
        """Start with today."""
        super().__init__(data, initial={"on": today, "form_nonce": new_id()})
        limit_to_case(self.pick("on"), case, today)


class WithdrawForm(PlainForm):
    """Taking an entry back."""

    reason = NoteField(
        label="Warum nehmen Sie den Eintrag zurück?",
        max_length=REASON_LENGTH,
        rows=2,
        help_text="Der Eintrag bleibt mit diesem Grund im Verlauf sichtbar und zählt nicht mehr mit.",
    )


class NeedForm(PlainForm):
    """A need of one person or of all, and what became of it."""

    life_domain = PickField(label="Lebensbereich")
    client = PickField(label="Wessen Bedarf?", required=False)
    state = forms.ChoiceField(label="Stand", choices=NeedState.choices)
    urgent = forms.BooleanField(label="dringend", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[Client],
        domains: Sequence[LifeDomain],
        need: Need | None = None,
    ) -> None:
        """Offer domains and people; a need that exists comes with its values."""
        super().__init__(data, initial=_values_of_need(need))
        self.pick("life_domain").offer(domains, key="code")
        if len(people) > 1 or (need is not None and need.client_id):
            self.pick("client").offer(people, label=lambda client: client.full_name, empty="alle im Fall")
        else:
            del self.fields["client"]


def _values_of_need(need: Need | None) -> dict[str, Any]:
    if need is None:
        return {}
    return {
        "life_domain": need.life_domain.code,
        "client": str(need.client_id or ""),
        "state": need.state,
        "urgent": need.urgent,
    }
