"""Input about the team."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from kim.accounts.actions import MemberData, fingerprint
from kim.accounts.models import Membership, Role
from kim.accounts.queries import areas, employers, municipalities, people_today
from kim.core import dates
from kim.core.text import clean_text
from kim.districts.models import District, labels

# Days beyond these are mistakes of typing.
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


def day_field(label: str, **options: Any) -> forms.DateField:
    """Return a field for a day, entered as 31.12.2026."""
    return forms.DateField(
        label=label,
        validators=[
            MinValueValidator(EARLIEST, f"Der früheste mögliche Tag ist der {EARLIEST:%d.%m.%Y}."),
            MaxValueValidator(LATEST, f"Der späteste mögliche Tag ist der {LATEST:%d.%m.%Y}."),
        ],
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
        **options,
    )


def choice_field(label: str, **options: Any) -> Any:
    """Return a field for one of some rows; which ones is known when the district is open."""
    return forms.ModelChoiceField(queryset=None, label=label, **options)


def offer(form: forms.Form, **rows: Any) -> None:
    """Give fields the rows to choose from."""
    for name, queryset in rows.items():
        field: Any = form.fields[name]
        field.queryset = queryset


def check_order(form: forms.Form, data: dict[str, Any]) -> None:
    """Blame the end if it lies before the beginning."""
    if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
        form.add_error("ends_on", "Das Ende liegt vor dem Beginn.")


class MemberForm(forms.Form):
    """A member: person, role, place in the organisation, dates."""

    name = forms.CharField(label="Name", max_length=150)
    email = forms.EmailField(
        label="E-Mail",
        max_length=254,
        help_text="Damit meldet sich die Person an. Termine und Hinweise gehen dorthin.",
    )
    phone = forms.CharField(label="Diensttelefon", max_length=50, required=False)
    role = forms.ChoiceField(label="Rolle")
    employer = choice_field("Träger", required=False, empty_label="keiner")
    area = choice_field("Bezirk", required=False, empty_label="ganzer Kreis")
    starts_on = day_field("Im Team ab")
    ends_on = day_field(
        "Im Team bis",
        required=False,
        help_text="Nach diesem Tag ist der Zugang zu. Fälle der Person bitte vorher übergeben.",
    )

    def __init__(
        self, *args: Any, district: District, roles: Collection[str] = Role.values, **kwargs: Any
    ) -> None:
        """Offer the district's own choices in its own words, and of the roles those that may be given."""
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        offered = [each for each in Role.choices if each[0] in roles]
        role.choices = [("", "bitte wählen"), *labels(district, *offered)]
        offer(self, employer=employers(), area=areas())
        self.fields["area"].label = district.term("service_area", "Bezirk")

    def clean_name(self) -> str:
        """Take out what is not text."""
        return clean_text(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        """Take out what is not text."""
        return clean_text(self.cleaned_data["phone"])

    def clean_email(self) -> str:
        """Write addresses in one way, so that one person is not two."""
        address: str = self.cleaned_data["email"]
        return address.lower()

    def clean(self) -> dict[str, Any]:
        """Check the order of the days."""
        data = super().clean() or {}
        check_order(self, data)
        return data

    def member_data(self) -> MemberData:
        """Return what was entered."""
        names = ("name", "email", "phone", "role", "employer", "area", "starts_on", "ends_on")
        return MemberData(**{name: self.cleaned_data[name] for name in names})


class NewMemberForm(MemberForm):
    """A new member, with the places to answer for from the first day on."""

    # By AGS, which is text: a number too large for the database would raise instead of being no choice.
    municipalities: Any = forms.ModelMultipleChoiceField(
        None,
        label="Zuständig für",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="ags",
    )
    # The address for which the question about an existing account was asked.
    attach = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin today unless told otherwise."""
        kwargs["initial"] = {"starts_on": dates.today()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        offer(self, municipalities=municipalities())

    def ask_to_attach(self) -> None:
        """Say that the address has an account already, and let the next sending name it as meant."""
        address = self.cleaned_data["email"]
        sent: Any = self.data
        sent = sent.copy()
        sent["attach"] = address
        self.data = sent
        self.add_error(
            "email",
            "Diese Adresse gehört schon zu einem Konto in einem anderen Kreis. Wer es benutzt, bekommt auch hier "
            "Zugang und behält Name, Telefon und Passwort. Bitte prüfen Sie die Adresse. Noch einmal „Aufnehmen“ "
            "bestätigt das.",
        )

    def is_attaching(self) -> bool:
        """Whether exactly this address was confirmed as that of an existing account."""
        return bool(self.cleaned_data["attach"] == self.cleaned_data["email"])


class EditMemberForm(MemberForm):
    """A member as stored; `seen` tells later whether somebody else has changed it meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, member: Membership, roles: Collection[str] = Role.values, **kwargs: Any
    ) -> None:
        """Fill in what is stored; the role of today stays possible whoever gave it."""
        person = member.user
        stored = {
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "role": member.role,
            "employer": member.employer_id,
            "area": member.area_id,
            "starts_on": member.starts_on,
            "ends_on": member.ends_on,
            "seen": fingerprint(member),
        }
        super().__init__(data, initial=stored, roles={*roles, member.role}, **kwargs)


class ResponsibilityForm(forms.Form):
    """A place that a member answers for, with days."""

    municipality = choice_field("Kommune", empty_label="bitte wählen")
    starts_on = day_field("ab")
    ends_on = day_field("bis", required=False)

    def __init__(self, data: Any = None, *, prefix: str) -> None:
        """Offer all places, from today on."""
        super().__init__(data, prefix=prefix, initial={"starts_on": dates.today()})
        offer(self, municipality=municipalities())

    def clean(self) -> dict[str, Any]:
        """Check the order of the days."""
        data = super().clean() or {}
        check_order(self, data)
        return data


class SubstitutionForm(forms.Form):
    """Who is away, who stands in, on which days. Without `may_choose` the absent person is the member itself."""

    absent = choice_field("Wer ist abwesend?", empty_label="bitte wählen")
    substitute = choice_field("Wer vertritt?", empty_label="bitte wählen")
    starts_on = day_field("Erster Tag")
    ends_on = day_field("Letzter Tag")

    def __init__(self, data: Any, *, member: Membership, may_choose: bool) -> None:
        """Offer colleagues."""
        super().__init__(data, initial={"starts_on": dates.today()})
        self.member = member
        offer(self, absent=people_today(), substitute=people_today())
        if not may_choose:
            del self.fields["absent"]
            offer(self, substitute=people_today().exclude(pk=member.pk))

    def people(self) -> tuple[Membership, Membership]:
        """Return who is absent and who stands in."""
        return self.cleaned_data.get("absent") or self.member, self.cleaned_data["substitute"]
