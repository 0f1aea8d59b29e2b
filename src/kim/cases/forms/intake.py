"""The first contact: outcome first, people only when a case is opened."""

from collections.abc import Sequence
from typing import Any

from django import forms

from kim.accounts.models import Membership
from kim.cases.actions.opening import TRACK_OF_OUTCOME, Person
from kim.cases.forms.fields import (
    SPOKEN_LANGUAGES,
    BirthDateField,
    NoteField,
    PickField,
    PlainForm,
    TextField,
)
from kim.cases.forms.people import RESTRICTED_HELP, email_field
from kim.cases.models import Outcome, PersonRole
from kim.cases.models.choices import Gender
from kim.cases.queries.intake import intake_choices
from kim.core.ids import new_id

EXTRA_PEOPLE = 3
#: Data of the first person only.
FIRST = ("phone", "email", "address", "gender", "needs_interpreter", "restricted")
#: Data of every person.
EACH = ("given_name", "family_name", "birth_date", "role")


class IntakeForm(PlainForm):
    """A first contact. Information, a direct solution or passing on store no person, whatever was typed."""

    outcome = forms.ChoiceField(
        label="Was kam dabei heraus?", choices=Outcome.choices, widget=forms.RadioSelect
    )
    municipality = PickField(label="Kommune")
    access_route = PickField(label="Zugangsweg")
    language = forms.ChoiceField(label="Sprache", choices=SPOKEN_LANGUAGES, required=False)
    given_name = TextField(label="Vorname", required=False)
    family_name = TextField(label="Familienname", required=False)
    birth_date = BirthDateField(label="Geburtsdatum", required=False, max_length=10)
    phone = TextField(label="Telefon", required=False, max_length=50)
    needs_interpreter = forms.BooleanField(label="Dolmetschen nötig", required=False)
    email = email_field()
    address = TextField(label="Anschrift", required=False, max_length=200)
    gender = forms.ChoiceField(
        label="Geschlecht", choices=Gender.choices, required=False, initial=Gender.NOT_STATED
    )
    restricted = forms.BooleanField(label="besonders geschützt", required=False, help_text=RESTRICTED_HELP)
    concern = NoteField(label="Anliegen", required=False, rows=3)
    form_nonce = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, membership: Membership, initial: dict[str, Any] | None = None
    ) -> None:
        """Offer the places and access routes of the district; the member's own place comes first."""
        offered = intake_choices(membership)
        start = {"municipality": offered.own_place, "form_nonce": new_id(), **(initial or {})}
        super().__init__(data, initial=start)
        self.pick("municipality").offer(offered.places, key="ags", empty="Bitte wählen")
        self.pick("access_route").offer(offered.routes, key="code", empty="Bitte wählen")
        for number in range(1, EXTRA_PEOPLE + 1):
            self._add_row(number)

    def _add_row(self, number: int) -> None:
        roles = [choice for choice in PersonRole.choices if choice[0] != PersonRole.APPLICANT]
        row: dict[str, forms.Field] = {
            "given_name": TextField(label=f"Vorname, {number + 1}. Person", required=False),
            "family_name": TextField(label=f"Familienname, {number + 1}. Person", required=False),
            "birth_date": BirthDateField(
                label=f"Geburtsdatum, {number + 1}. Person", required=False, max_length=10
            ),
            "role": forms.ChoiceField(
                label=f"Rolle, {number + 1}. Person", choices=roles, required=False, initial=PersonRole.CHILD
            ),
        }
        for name, field in row.items():
            field.error_messages.update(self.fields["language"].error_messages if name == "role" else {})
            self.fields[f"{name}_{number}"] = field

    @property
    def extra_rows(self) -> list[list[forms.BoundField]]:
        """The fields of further people, row by row."""
        return [[self[f"{name}_{number}"] for name in EACH] for number in range(1, EXTRA_PEOPLE + 1)]

    @property
    def has_extra_people(self) -> bool:
        """Whether something was typed for a further person, so that the rows are shown open."""
        return any(field.value() for row in self.extra_rows for field in row[:3])

    @property
    def opens_case(self) -> bool:
        """Whether the outcome opens a case."""
        return self.cleaned_data.get("outcome") in TRACK_OF_OUTCOME

    def clean(self) -> dict[str, Any]:
        """Ask for a name where a case is opened."""
        data = super().clean() or {}
        if self.opens_case and not (data.get("given_name") or data.get("family_name") or self._name_failed()):
            self.add_error(
                "given_name", "Für einen Fall bitte einen Vornamen oder einen Familiennamen eingeben."
            )
        return data

    def _name_failed(self) -> bool:
        return bool({"given_name", "family_name"} & set(self.errors))

    def people(self) -> list[Person]:
        """Return the people of the case to open; none if no case is opened."""
        if not self.opens_case:
            return []
        data = self.cleaned_data
        applicant = Person(
            role=PersonRole.APPLICANT,
            language=data["language"],
            **{name: data[name] for name in (*EACH[:3], *FIRST[:3], "needs_interpreter", "restricted")},
            gender=data["gender"] or Gender.NOT_STATED,
        )
        return [applicant, *self._further(range(1, EXTRA_PEOPLE + 1))]

    def _further(self, numbers: Sequence[int]) -> list[Person]:
        data = self.cleaned_data
        return [
            Person(
                given_name=data[f"given_name_{number}"],
                family_name=data[f"family_name_{number}"] or data["family_name"],
                birth_date=data[f"birth_date_{number}"],
                role=data[f"role_{number}"] or PersonRole.RELATIVE,
                restricted=data["restricted"],
            )
            for number in numbers
            if any(data[f"{name}_{number}"] for name in EACH[:3])
        ]

    def intake(self) -> dict[str, Any]:
        """Return the keyword arguments of `record_intake`. The concern is kept only where a case keeps it."""
        data = self.cleaned_data
        names = ("municipality", "access_route", "outcome", "language", "form_nonce")
        return {
            **{name: data[name] for name in names},
            "people": self.people(),
            "concern": data["concern"] if self.opens_case else "",
        }
