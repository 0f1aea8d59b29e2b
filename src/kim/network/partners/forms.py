"""Input about partners, their contact persons, talks and meetings."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from kim.core import dates
from kim.core.choices import RowsField
from kim.districts.models import Municipality
from kim.districts.territory import WHOLE_DISTRICT, Territory
from kim.network.models import NetworkMeeting, Partner
from kim.network.partners.queries import Filters, is_name_taken

EARLIEST = date(2000, 1, 1)
LONGEST_TEXT = 10_000
HIGHEST_POSITION = 32_767
NOT_SAID = [("", "nicht bekannt")]


def day_field(label: str, **options: Any) -> forms.DateField:
    """Return a field for a day, entered as 31.12.2026."""
    widget = forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.DateField(label=label, widget=widget, **options)


def text_field(label: str, rows: int = 3, **options: Any) -> forms.CharField:
    """Return a field for several lines."""
    return forms.CharField(
        label=label, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def check_day(day: date | None) -> date | None:
    """Accept a day on which something can have been."""
    if day is not None and not EARLIEST <= day <= dates.today():
        raise forms.ValidationError("Bitte einen Tag von 2000 bis heute eingeben.")
    return day


class TerritoryField(forms.ChoiceField):
    """One of the places for which somebody may enter something; gives the municipality, None for the district."""

    def offer(self, territories: Sequence[Territory]) -> None:
        """Offer places; a single one is chosen already."""
        self.places = {each.key: each.municipality for each in territories}
        names = [
            (each.key, each.name if each.municipality else f"{each.name} (kreisweit)") for each in territories
        ]
        self.choices = names if len(names) == 1 else [("", "bitte wählen"), *names]

    def clean(self, value: Any) -> Any:
        """Return the municipality, None for the whole district."""
        return self.places[super().clean(value)]

    def prepare_value(self, value: Any) -> Any:
        """Show the key of a municipality."""
        return value.ags if isinstance(value, Municipality) else value


def start_with(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return what a form about a row starts with; the whole district has a word of its own."""
    found = {name: getattr(row, name) for name in names}
    if "municipality" in found and found["municipality"] is None:
        found["municipality"] = WHOLE_DISTRICT
    return found


def place_choices(places: Iterable[Municipality]) -> list[tuple[str, str]]:
    """Return the whole district and the places by the keys of addresses."""
    return [(WHOLE_DISTRICT, "ganzer Kreis"), *((place.ags, place.name) for place in places)]


class OneFilterForm(forms.Form):
    """Narrowing a page by one choice; what does not exist narrows nothing."""

    def __init__(self, data: Any, *, name: str, label: str, choices: Sequence[tuple[str, str]]) -> None:
        """Offer the choices beside all of them."""
        super().__init__(data)
        self.name = name
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[("", "alle"), *choices])

    def chosen(self) -> str:
        """Return the choice, empty for all."""
        return str(self.cleaned_data[self.name]) if self.is_valid() else ""


class PartnerFilterForm(forms.Form):
    """Narrowing the list of partners."""

    q = forms.CharField(label="Name", required=False, max_length=100)
    kind = forms.ChoiceField(label="Art", required=False, choices=[("", "alle"), *Partner.Kind.choices])
    place = forms.ChoiceField(label="Kommune", required=False)
    talked = forms.ChoiceField(
        label="Kooperationsgespräch",
        required=False,
        choices=[("", "alle"), ("ja", "dokumentiert"), ("nein", "noch keines")],
    )
    state = forms.ChoiceField(
        label="Stand", required=False, choices=[("", "in Gebrauch"), ("alt", "nicht mehr in Gebrauch")]
    )

    def __init__(self, data: Any, *, places: Sequence[Municipality]) -> None:
        """Offer places."""
        super().__init__(data)
        field: Any = self.fields["place"]
        field.choices = [("", "alle"), *place_choices(places)]

    def filters(self) -> Filters:
        """Return what the list is narrowed to; nothing if a filter does not exist."""
        if not self.is_valid():
            return Filters()
        data = self.cleaned_data
        talked = {"ja": True, "nein": False}.get(data["talked"])
        return Filters(data["q"], data["kind"], data["place"], talked, data["state"] != "alt")


class PartnerForm(forms.Form):
    """A partner."""

    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="Art", choices=[("", "bitte wählen"), *Partner.Kind.choices])
    municipalities: Any = RowsField(
        queryset=None,
        label="Kommunen",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ohne Auswahl arbeitet der Partner im ganzen Kreis.",
    )
    website = forms.URLField(label="Internetseite", required=False, max_length=200, assume_scheme="https")
    note = text_field("Hinweis", required=False)

    NAMES = ("name", "kind", "website", "note")

    def __init__(
        self, data: Any = None, *, places: Any, own: Sequence[Territory], partner: Partner | None = None
    ) -> None:
        """Start with what is known; at least one of the places must be one of `own`."""
        start = start_with(partner, self.NAMES) if partner else {}
        if partner:
            start["municipalities"] = list(partner.municipalities.order_by("name", "pk"))
        super().__init__(data, initial=start)
        field: Any = self.fields["municipalities"]
        field.queryset = places
        self.own, self.partner = own, partner

    def clean_name(self) -> str:
        """Refuse a name that another partner has."""
        name = " ".join(self.cleaned_data["name"].split())
        if is_name_taken(name, self.partner):
            raise forms.ValidationError("Einen Partner mit diesem Namen gibt es schon.")
        return name

    def clean_municipalities(self) -> list[Municipality]:
        """Ask for a place for which the member may enter something."""
        chosen = list(self.cleaned_data["municipalities"])
        own = {each.municipality for each in self.own}
        if not own & set(chosen or [None]):
            raise forms.ValidationError(
                "Bitte mindestens eine Kommune wählen, für die Sie zuständig sind. "
                "Partner für den ganzen Kreis trägt die Koordination ein."
            )
        return chosen


class ContactForm(forms.Form):
    """Whom one reaches at a partner."""

    name = forms.CharField(label="Name", max_length=150)
    function = forms.CharField(label="Aufgabe", required=False, max_length=150)
    phone = forms.CharField(label="Telefon", required=False, max_length=50)
    email = forms.EmailField(label="E-Mail", required=False, max_length=254)

    NAMES = ("name", "function", "phone", "email")


class TalkForm(forms.Form):
    """A talk with a partner."""

    held_on = day_field("Geführt am")
    municipality = TerritoryField(label="Ort")
    minutes = text_field("Ergebnis", help_text="Bitte keine Angaben zu Ratsuchenden.")
    participants = forms.CharField(label="Teilnehmende", required=False, max_length=300)
    next_steps = text_field("Nächste Schritte", rows=2, required=False)

    NAMES = ("held_on", "municipality", "minutes", "participants", "next_steps")

    def __init__(self, data: Any = None, *, own: Sequence[Territory], **options: Any) -> None:
        """Offer the places about which the member may record a talk."""
        super().__init__(data, **options)
        field: Any = self.fields["municipality"]
        field.offer(own)

    def clean_held_on(self) -> date | None:
        """Refuse days to come."""
        return check_day(self.cleaned_data["held_on"])


class MeetingForm(forms.Form):
    """A meeting that comes back."""

    name = forms.CharField(label="Name", max_length=250)
    municipality = TerritoryField(label="Ort")
    level = forms.ChoiceField(
        label="Ebene", required=False, choices=[*NOT_SAID, *NetworkMeeting.Level.choices]
    )
    kim_part = forms.ChoiceField(
        label="Rolle von KIM", required=False, choices=[*NOT_SAID, *NetworkMeeting.Part.choices]
    )
    rhythm = forms.ChoiceField(
        label="Rhythmus", required=False, choices=[*NOT_SAID, *NetworkMeeting.Rhythm.choices]
    )
    convener = forms.CharField(label="Lädt ein", required=False, max_length=200)
    participants = text_field(
        "Teilnehmende", required=False, help_text="Einrichtungen und Funktionen, keine Namen."
    )
    position = forms.IntegerField(
        label="Reihenfolge",
        required=False,
        min_value=0,
        max_value=HIGHEST_POSITION,
        help_text="Kleinere Zahlen stehen weiter oben. Ohne Angabe kommt das Treffen ans Ende.",
    )
    ended_on = day_field("Beendet am", required=False)

    NAMES = (
        "name", "municipality", "level", "kim_part", "rhythm", "convener", "participants", "position", "ended_on",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, own: Sequence[Territory], **options: Any) -> None:
        """Offer the places for which the member may keep meetings."""
        super().__init__(data, **options)
        field: Any = self.fields["municipality"]
        field.offer(own)

    def clean_ended_on(self) -> date | None:
        """Refuse days to come."""
        return check_day(self.cleaned_data["ended_on"])
