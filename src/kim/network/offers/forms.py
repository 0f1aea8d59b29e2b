"""Input about offers, about the source of proposals, and what narrows lists."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from kim.core import dates
from kim.core.text import clean_text
from kim.districts.models import LifeDomain, Municipality
from kim.districts.territory import WHOLE_DISTRICT
from kim.network.models import IntegreatSource, Offer
from kim.network.models.offers import LANGUAGES
from kim.network.offers.outside import Limits, OutsideError, ask_nobody
from kim.network.offers.reading import link_of

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
TOO_LONG = "Bitte höchstens %(limit_value)d Zeichen eingeben; es sind %(show_value)d."
NO_WEB_ADDRESS = "Bitte eine Adresse wie www.beispiel.de eingeben."
STATES = (
    ("", "aufgenommen"),
    ("erinnerung", "braucht Pflege"),
    ("foerderung", "Förderung endet"),
    ("unbestaetigt", "lange nicht bestätigt"),
    ("entfallen", "in Integreat entfallen"),
    ("seite", "Internetseite gestört"),
    ("zu-pruefen", "zu prüfen"),
    ("gehoert-nicht-dazu", "gehört nicht dazu"),
    ("beendet", "beendet"),
)


class LineField(forms.CharField):
    """A line of text, or with `rows` several, cleaned of what nobody can see."""

    def __init__(self, *, rows: int = 0, **kwargs: Any) -> None:
        """Say in German when it is too long."""
        widget: forms.Widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        super().__init__(widget=widget, error_messages={"required": "Bitte ausfüllen."}, **kwargs)
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = TOO_LONG

    def to_python(self, value: Any) -> str:
        """Return the cleaned text."""
        return str(super().to_python(clean_text(value) if isinstance(value, str) else value))


class WebField(LineField):
    """An address of the web; "www.beispiel.de" is completed."""

    def clean(self, value: Any) -> str:
        """Return the whole address."""
        text = str(super().clean(value))
        if not text:
            return ""
        link = link_of(text if "://" in text else f"https://{text}")
        if not link or "." not in link:
            raise forms.ValidationError(NO_WEB_ADDRESS)
        return link


def _day(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
    wrong = {"required": "Bitte ein Datum eingeben.", "invalid": "Bitte ein Datum wie 31.12.2026 eingeben."}
    return forms.DateField(label=label, widget=widget, error_messages=wrong, **options)


def _pills(label: str, choices: Sequence[tuple[str, str]] = (), **options: Any) -> forms.MultipleChoiceField:
    wrong = {"invalid_choice": "Diese Auswahl gibt es nicht."}
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=wrong,
        **options,
    )


def _within(day: date | None) -> date | None:
    if day is not None and not EARLIEST <= day <= LATEST:
        raise forms.ValidationError("Bitte einen Tag von 2000 bis 2100 eingeben.")
    return day


class PlaceField(forms.ChoiceField):
    """A municipality or the whole district, of those for which a member may enter something."""

    def offer(self, places: Sequence[Municipality], *, with_district: bool) -> None:
        """Offer places; a single one is chosen already."""
        self.places: dict[str, Municipality | None] = {WHOLE_DISTRICT: None} if with_district else {}
        self.places |= {place.ags: place for place in places}
        named = [(key, place.name if place else "ganzer Kreis") for key, place in self.places.items()]
        self.choices = named if len(named) == 1 else [("", "bitte wählen"), *named]

    def clean(self, value: Any) -> Any:
        """Return the municipality, None for the whole district."""
        return self.places[super().clean(value)]


class OfferForm(forms.Form):
    """An offer: name and place are needed, the rest as far as it is known."""

    name = LineField(label="Name des Angebots", max_length=250)
    provider = LineField(label="Träger", max_length=200, required=False)
    municipality = PlaceField(
        label="Wo?",
        error_messages={"required": "Bitte auswählen.", "invalid_choice": "Diese Auswahl gibt es nicht."},
    )
    description = LineField(label="Worum geht es?", max_length=10_000, rows=4, required=False)
    topics = _pills("Themen")
    target_groups = _pills(
        "Zielgruppen", Offer.TargetGroup.choices, help_text="Ohne Auswahl: für alle Zugewanderten."
    )
    languages = _pills("Sprachen der Beratung", LANGUAGES)
    address = LineField(label="Anschrift", max_length=250, required=False)
    url = WebField(label="Internetseite", max_length=500, required=False)
    funding = forms.ChoiceField(
        label="Förderung", choices=[("", "nicht bekannt"), *Offer.Funding.choices], required=False
    )
    funding_line = LineField(label="Förderlinie", max_length=200, required=False)
    funding_ends_on = _day("Förderung endet am", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        domains: Sequence[LifeDomain],
        places: Sequence[Municipality],
        with_district: bool,
        offer: Offer | None = None,
    ) -> None:
        """Offer topics and places; an offer that exists comes with its values."""
        super().__init__(data, initial=_initial(offer) if offer else None)
        self.label_suffix = ""
        self.domains = {domain.code: domain for domain in domains}
        self.fields["topics"].choices = [(code, domain.label) for code, domain in self.domains.items()]  # type: ignore[attr-defined]
        self.fields["municipality"].offer(places, with_district=with_district)  # type: ignore[attr-defined]

    def clean_topics(self) -> list[LifeDomain]:
        """Return the chosen topics."""
        return [self.domains[code] for code in self.cleaned_data["topics"]]

    def clean_funding_ends_on(self) -> date | None:
        """Refuse days that are slips of the pen."""
        return _within(self.cleaned_data["funding_ends_on"])


def _initial(offer: Offer) -> dict[str, Any]:
    plain = ("name", "provider", "description", "target_groups", "languages", "address", "url", "funding")
    return {name: getattr(offer, name) for name in (*plain, "funding_line", "funding_ends_on")} | {
        "municipality": offer.municipality.ags if offer.municipality else WHOLE_DISTRICT,
        "topics": [topic.code for topic in offer.topics.all()],
    }


class EndForm(forms.Form):
    """Since when an offer no longer exists."""

    ended_on = _day("Letzter Tag")

    def __init__(self, data: Any = None, *, offer: Offer) -> None:
        """Start with today; what has ended may go on."""
        super().__init__(data, initial={"ended_on": offer.ended_on or dates.today()})
        self.label_suffix = ""
        if offer.ended_on:
            self.fields["ended_on"].required = False
            self.fields["ended_on"].help_text = "Leer lassen, wenn das Angebot weitergeht."

    def clean_ended_on(self) -> date | None:
        """Refuse days that are slips of the pen."""
        return _within(self.cleaned_data["ended_on"])


class RemoveForm(forms.Form):
    """Nothing to enter: the button is the answer."""


class FilterForm(forms.Form):
    """What narrows the list of offers; what does not exist narrows nothing."""

    ort = forms.ChoiceField(label="Kommune", required=False)
    thema = forms.ChoiceField(label="Thema", required=False)
    zielgruppe = forms.ChoiceField(label="Zielgruppe", required=False)
    stand = forms.ChoiceField(label="Stand", required=False, choices=STATES)

    def __init__(self, data: Any, *, places: Sequence[Municipality], domains: Sequence[LifeDomain]) -> None:
        """Offer places and topics."""
        super().__init__(data)
        self.label_suffix = ""
        names = [(place.ags, place.name) for place in places]
        choices: dict[str, list[tuple[str, str]]] = {
            "ort": [("", "alle"), (WHOLE_DISTRICT, "nur kreisweite"), *names],
            "thema": [("", "alle"), *((each.code, each.label) for each in domains), ("ohne", "ohne Thema")],
            "zielgruppe": [("", "alle"), *Offer.TargetGroup.choices],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """Return the usable choices, "" for none."""
        self.full_clean()
        return {name: str(self.cleaned_data.get(name, "")) for name in self.fields}


class GroupForm(forms.Form):
    """The target group of the matrix."""

    zielgruppe = forms.ChoiceField(
        label="Zielgruppe", required=False, choices=[("", "alle zusammen"), *Offer.TargetGroup.choices]
    )

    def chosen(self) -> str:
        """Return the choice, "" for all."""
        return str(self.cleaned_data["zielgruppe"]) if self.is_valid() else ""


class SourceForm(forms.Form):
    """Which Integreat the proposals come from."""

    base_url = WebField(
        label="Adresse des Integreat-Servers",
        max_length=300,
        help_text="Zum Beispiel cms.integreat-app.de",
    )
    region = forms.SlugField(
        label="Region",
        max_length=100,
        help_text="So, wie sie in der Adresse von Integreat steht.",
        error_messages={
            "required": "Bitte ausfüllen.",
            "invalid": "Bitte nur Kleinbuchstaben, Ziffern und Striche.",
        },
    )
    language = forms.ChoiceField(label="Sprache", choices=[("de", "Deutsch"), ("en", "Englisch")])
    active = forms.BooleanField(label="jede Nacht abrufen", required=False)

    def __init__(self, data: Any = None, *, source: IntegreatSource | None) -> None:
        """Start with what is set."""
        known: dict[str, Any] = {"active": True}
        if source:
            known = {name: getattr(source, name) for name in ("region", "language", "active")}
            known["base_url"] = source.server
        super().__init__(data, initial=known)
        self.label_suffix = ""

    def clean_base_url(self) -> str:
        """Accept what may be asked: https, no path that would be lost."""
        address = str(self.cleaned_data["base_url"]).rstrip("/")
        try:
            ask_nobody(address, limits=Limits())
        except OutsideError as error:
            raise forms.ValidationError(str(error)) from None
        return address
