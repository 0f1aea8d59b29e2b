"""Input: the request of the public in the reader's language, and the answers of the team."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kim.accounts.models import Membership
from kim.cases.forms.fields import DayField, PickField, PlainForm, TextField
from kim.core import dates
from kim.core.locking import HIGHEST_VERSION
from kim.core.text import clean_text
from kim.districts.models import Municipality
from kim.public.models import AppointmentRequest
from kim.public.rules import Contact, read_contact

OTHER_PLACE: Final = "anderer"
NAME_LENGTH: Final = 120
CONTACT_LENGTH: Final = 120
WISH_LENGTH: Final = 200
#: Ways in which this page is found; a link with `?weg=` says which.
ROUTES: Final = ("online_termin", "flyer_qr")
MOST_DAYS_AHEAD: Final = 90


class LineField(forms.CharField):
    """One line of typed text, cleaned; its direction follows what is typed."""

    def __init__(self, *, autocomplete: str = "off", **kwargs: Any) -> None:
        """Draw a text field."""
        attrs = {"autocomplete": autocomplete, "dir": "auto"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text without what a reader cannot see, on one line."""
        cleaned = clean_text(value) if isinstance(value, str) else value
        return " ".join(str(super().to_python(cleaned)).split())


class RequestForm(forms.Form):
    """What a person tells who asks for an appointment: as little as works. There is no field for the reason."""

    ort = forms.ChoiceField(
        label=_("Wo wohnen Sie?"),
        error_messages={
            "required": _("Bitte wählen Sie Ihren Wohnort."),
            "invalid_choice": _("Bitte wählen Sie Ihren Wohnort."),
        },
    )
    name = LineField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        autocomplete="name",
        error_messages={"required": _("Bitte schreiben Sie Ihren Namen.")},
    )
    contact = LineField(
        label=_("Telefon oder E-Mail"),
        max_length=CONTACT_LENGTH,
        autocomplete="tel",
        error_messages={"required": _("Bitte geben Sie eine Telefonnummer oder eine E-Mail-Adresse an.")},
    )
    wish = LineField(
        label=_("Wann passt es Ihnen?"),
        max_length=WISH_LENGTH,
        required=False,
        help_text=_("Bitte schreiben Sie hier nichts über Gesundheit, Religion oder Aufenthalt."),
    )
    website = forms.CharField(
        label=_("Bitte leer lassen"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    form_nonce = forms.UUIDField(widget=forms.HiddenInput)
    weg = forms.ChoiceField(
        required=False, choices=[(code, code) for code in ROUTES], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, places: Iterable[Municipality], url: str, **kwargs: Any) -> None:
        """Offer the places of the district and the way out of the list; a chosen place shows who is responsible.

        `url` is the address of the page; the script asks it for the card of another place.
        """
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.places = {place.ags: place for place in places}
        ort: Any = self.fields["ort"]
        named = [(ags, place.name) for ags, place in self.places.items()]
        ort.widget.attrs |= {"hx-get": url, "hx-target": "#zustaendig", "hx-select": "#zustaendig > *"}
        ort.choices = [("", _("Bitte wählen")), *named, (OTHER_PLACE, _("Anderer Ort"))]

    def clean_contact(self) -> Contact:
        """Return the one way to reach the person."""
        contact = read_contact(self.cleaned_data["contact"])
        if contact is None:
            raise ValidationError(
                _("Diese Telefonnummer oder E-Mail-Adresse stimmt nicht. Bitte prüfen Sie sie.")
            )
        return contact

    def clean_website(self) -> str:
        """Refuse what only a program fills in; a person is told what to do."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Bitte lassen Sie dieses Feld leer."))
        return ""

    @property
    def municipality(self) -> Municipality | None:
        """The chosen place, None for another one; valid form only."""
        return self.places.get(self.cleaned_data["ort"])

    def values(self) -> dict[str, Any]:
        """Return the keyword arguments of `submit_request` that come from the form."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("name", "contact", "wish", "form_nonce")},
            "municipality": self.municipality,
            "route_code": data["weg"] or ROUTES[0],
        }


def first_values(sent: Any, places: Iterable[Municipality]) -> dict[str, Any]:
    """Return what an unsent form starts with: the place of a link, or everything typed before a place was shown."""
    known = {place.ags for place in places} | {OTHER_PLACE}
    start = {
        name: str(sent.get(name, "")) for name in ("ort", "name", "contact", "wish", "weg", "form_nonce")
    }
    start["ort"] = start["ort"] if start["ort"] in known else ""
    start["weg"] = start["weg"] if start["weg"] in ROUTES else ROUTES[0]
    return {**start, "form_nonce": start["form_nonce"] or str(uuid.uuid4())}


class ReplyForm(forms.Form):
    """A person's reply to a proposed appointment."""

    version = forms.IntegerField(min_value=1, max_value=HIGHEST_VERSION, widget=forms.HiddenInput)
    wish = LineField(
        label=_("Wann passt es Ihnen?"),
        max_length=WISH_LENGTH,
        required=False,
        help_text=_("Bitte schreiben Sie hier nichts über Gesundheit, Religion oder Aufenthalt."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """No colon behind labels."""
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class VersionForm(PlainForm):
    """Any answer of the team: it holds for the request as it was shown."""

    version = forms.IntegerField(min_value=1, max_value=HIGHEST_VERSION, widget=forms.HiddenInput)


class AppointmentForm(VersionForm):
    """An appointment, proposed or agreed."""

    day = DayField(label="Datum")
    clock = forms.TimeField(
        label="Uhrzeit",
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Bitte eine Uhrzeit eingeben.",
            "invalid": "Bitte eine Uhrzeit wie 14:00 eingeben.",
        },
    )
    place = TextField(label="Ort", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Accept days from today on."""
        super().__init__(*args, **kwargs)
        today = dates.today()
        self.pick("day").limit(
            today, today + timedelta(days=MOST_DAYS_AHEAD), early="Das liegt in der Vergangenheit."
        )

    @property
    def at(self) -> datetime:
        """The instant of the appointment; valid form only."""
        return dates.at(self.cleaned_data["day"], self.cleaned_data["clock"])


class HandOnForm(VersionForm):
    """A colleague who takes over."""

    receiver = PickField(label="Kollegin oder Kollege")

    def __init__(self, *args: Any, colleagues: Iterable[Membership], **kwargs: Any) -> None:
        """Offer the colleagues."""
        super().__init__(*args, **kwargs)
        self.pick("receiver").offer(colleagues, empty="Bitte wählen")


class DeclineForm(VersionForm):
    """Why there is no appointment."""

    reason = forms.ChoiceField(
        label="Grund",
        choices=[("", "Bitte wählen"), *AppointmentRequest.DeclineReason.choices],
        help_text="Die Person liest den Grund in ihrer Sprache.",
    )
