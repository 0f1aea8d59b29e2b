"""People of a case."""

from typing import Any

from django import forms

from kim.cases.actions.opening import Person
from kim.cases.forms.fields import SPOKEN_LANGUAGES, BirthDateField, PlainForm, TextField
from kim.cases.models import Client, PersonRole
from kim.cases.models.choices import Gender

DATA = (
    "given_name",
    "family_name",
    "birth_date",
    "phone",
    "email",
    "address",
    "gender",
    "language",
    "needs_interpreter",
    "restricted",
)
RESTRICTED_HELP = (
    "Zum Beispiel bei gesperrter Anschrift. "
    "Wer nicht in diesem Fall arbeitet, erfährt nicht, dass es die Person gibt."
)


def email_field() -> forms.EmailField:
    """Return the field for an address."""
    widget = forms.EmailInput(attrs={"autocomplete": "off"})
    return forms.EmailField(label="E-Mail", required=False, max_length=254, widget=widget)


class PersonForm(PlainForm):
    """A person who joins a case. One of the names is enough."""

    given_name = TextField(label="Vorname", required=False)
    family_name = TextField(label="Familienname", required=False)
    role = forms.ChoiceField(label="Rolle", choices=PersonRole.choices, initial=PersonRole.CHILD)
    birth_date = BirthDateField(label="Geburtsdatum", required=False, max_length=10)
    gender = forms.ChoiceField(label="Geschlecht", choices=Gender.choices, initial=Gender.NOT_STATED)
    language = forms.ChoiceField(label="Sprache", choices=SPOKEN_LANGUAGES, required=False)
    needs_interpreter = forms.BooleanField(label="Dolmetschen nötig", required=False)
    phone = TextField(label="Telefon", required=False, max_length=50)
    email = email_field()
    address = TextField(label="Anschrift", required=False, max_length=200)
    restricted = forms.BooleanField(label="besonders geschützt", required=False, help_text=RESTRICTED_HELP)

    def clean(self) -> dict[str, Any]:
        """Ask for a name."""
        data = super().clean() or {}
        if not self.errors and not (data.get("given_name") or data.get("family_name")):
            self.add_error("given_name", "Bitte einen Vornamen oder einen Familiennamen eingeben.")
        return data

    def person(self) -> Person:
        """Return what was entered."""
        return Person(role=self.cleaned_data["role"], **{name: self.cleaned_data[name] for name in DATA})


class ClientForm(PersonForm):
    """Correcting a person's data."""

    other_names = TextField(
        label="Weitere Namen oder Schreibweisen",
        required=False,
        max_length=200,
        help_text="Danach kann gesucht werden.",
    )
    field_order = ["given_name", "family_name", "other_names"]

    def __init__(self, data: Any = None, *, client: Client, role: str) -> None:
        """Start with what is known."""
        names = (*DATA, "other_names")
        super().__init__(data, initial={"role": role, **{name: getattr(client, name) for name in names}})

    def changes(self) -> dict[str, Any]:
        """Return the person's data as entered."""
        return {name: self.cleaned_data[name] for name in (*DATA, "other_names")}

    def differing(self, client: Client, role: str) -> list[tuple[str, str]]:
        """Return label and text of what is saved otherwise than it was entered here."""
        saved = ClientForm(client=client, role=role)
        return [
            (str(saved[name].label), _as_text(saved[name]))
            for name in self.fields
            if saved.initial[name] != self.cleaned_data.get(name)
        ]


def _as_text(shown: forms.BoundField) -> str:
    value = shown.value()
    if isinstance(shown.field, forms.ChoiceField):
        value = next((label for code, label in shown.field.widget.choices if code == value), value)
    elif isinstance(shown.field, forms.BooleanField):
        value = "ja" if value else "nein"
    return str(value or "nicht eingetragen")
