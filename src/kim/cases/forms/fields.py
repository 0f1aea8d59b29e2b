"""Fields and the base of all forms of casework."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from kim.cases.rules.birth import birth_date_text, parse_birth_date
from kim.core import dates
from kim.core.text import clean_text

NOTE_LENGTH = 10_000
REASON_LENGTH = 1_000
NAME_LENGTH = 100

#: Languages that people in counselling speak, by code (BCP 47), most common first.
SPOKEN_LANGUAGES = (
    ("", "nicht erfasst"),
    ("ar", "Arabisch"),
    ("uk", "Ukrainisch"),
    ("de", "Deutsch"),
    ("sq", "Albanisch"),
    ("hy", "Armenisch"),
    ("az", "Aserbaidschanisch"),
    ("bs", "Bosnisch"),
    ("bg", "Bulgarisch"),
    ("prs", "Dari"),
    ("en", "Englisch"),
    ("fa", "Farsi (Persisch)"),
    ("fr", "Französisch"),
    ("ka", "Georgisch"),
    ("el", "Griechisch"),
    ("it", "Italienisch"),
    ("ku", "Kurdisch"),
    ("hr", "Kroatisch"),
    ("mk", "Mazedonisch"),
    ("ps", "Paschtu"),
    ("pl", "Polnisch"),
    ("pt", "Portugiesisch"),
    ("rom", "Romanes"),
    ("ro", "Rumänisch"),
    ("ru", "Russisch"),
    ("sr", "Serbisch"),
    ("so", "Somali"),
    ("es", "Spanisch"),
    ("ti", "Tigrinya"),
    ("tr", "Türkisch"),
    ("ur", "Urdu"),
    ("vi", "Vietnamesisch"),
    ("other", "andere Sprache"),
)

MESSAGES: tuple[tuple[type[forms.Field], dict[str, str]], ...] = (
    (forms.Field, {"required": "Bitte ausfüllen."}),
    (forms.ChoiceField, {"required": "Bitte auswählen.", "invalid_choice": "Diese Auswahl gibt es nicht."}),
    (
        forms.DateField,
        {"required": "Bitte ein Datum eingeben.", "invalid": "Bitte ein Datum wie 20.11.2026 eingeben."},
    ),
    (forms.EmailField, {"invalid": "Bitte eine E-Mail-Adresse wie name@beispiel.de eingeben."}),
    (forms.IntegerField, {"invalid": "Bitte eine ganze Zahl eingeben."}),
)


class PlainForm(forms.Form):
    """A form whose errors say what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give every field its messages, unless it has its own."""
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            for kind, messages in MESSAGES:
                if isinstance(field, kind):
                    field.error_messages.update(messages)

    def pick(self, name: str) -> Any:
        """Return a field of the form as what it is."""
        return self.fields[name]


class TextField(forms.CharField):
    """One line of typed text, cleaned of what nobody can see."""

    def __init__(self, *, max_length: int = NAME_LENGTH, **kwargs: Any) -> None:
        """Keep browsers from storing what is typed about people."""
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(max_length=max_length, **kwargs)
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = (
                    "Bitte höchstens %(limit_value)d Zeichen eingeben; es sind %(show_value)d."
                )

    def to_python(self, value: Any) -> str:
        """Return the cleaned text."""
        return str(super().to_python(clean_text(value) if isinstance(value, str) else value))


class NoteField(TextField):
    """Several lines of typed text."""

    def __init__(self, *, rows: int = 4, max_length: int = NOTE_LENGTH, **kwargs: Any) -> None:
        """Make the field as high as its usual text."""
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class DayField(forms.DateField):
    """A day, typed as 20.11.2026 or 2026-11-20, between two days; `too_early` says why not before."""

    def __init__(self, **kwargs: Any) -> None:
        """Draw the day as German text: the browser's picker would speak the browser's language."""
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(widget=forms.DateInput(format="%d.%m.%Y", attrs=attrs), **kwargs)
        self.earliest: date | None = None
        self.latest: date | None = None
        self.too_early = "Das Datum liegt zu früh. Frühestens geht der {}."
        self.too_late = "Das Datum liegt zu spät. Spätestens geht der {}."

    def limit(self, earliest: date, latest: date, *, early: str = "", late: str = "") -> None:
        """Set the first and the last day that can be entered, with the texts for others ({} is the day)."""
        self.earliest, self.latest = earliest, latest
        self.too_early = early or self.too_early
        self.too_late = late or self.too_late

    def validate(self, value: Any) -> None:
        """Refuse a day outside of the limits."""
        super().validate(value)
        if value is None:
            return
        if self.earliest and value < self.earliest:
            raise ValidationError(self.too_early.format(f"{self.earliest:%d.%m.%Y}"))
        if self.latest and value > self.latest:
            raise ValidationError(self.too_late.format(f"{self.latest:%d.%m.%Y}"))


class BirthDateField(TextField):
    """A birth date as precisely as it is known; the value is its stored form."""

    def __init__(self, **kwargs: Any) -> None:
        """Show that a year is enough."""
        attrs = {"autocomplete": "off", "placeholder": "01.05.1990 oder 1990"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored birth date as people write it."""
        text = str(value or "")
        return birth_date_text(text) if "-" in text and "." not in text else text

    def clean(self, value: Any) -> str:
        """Return the stored form."""
        typed = super().clean(value)
        try:
            return parse_birth_date(typed, dates.today())
        except ValueError:
            raise ValidationError("Bitte so eingeben: 01.05.1990, 05.1990 oder 1990.") from None


class PickField(forms.ChoiceField):
    """One of the things offered, known by a key. Whatever is not offered is an invalid choice."""

    def offer(
        self,
        things: Iterable[Any],
        *,
        key: str = "pk",
        label: Callable[[Any], str] = str,
        empty: str | None = None,
    ) -> None:
        """Set the things to choose from; `empty` is the text of no choice."""
        self.things = {str(getattr(thing, key)): thing for thing in things}
        none = [] if empty is None else [("", empty)]
        self.choices = [*none, *((code, label(thing)) for code, thing in self.things.items())]

    def clean(self, value: Any) -> Any:
        """Return the thing or None."""
        return self.things.get(str(super().clean(value)))


class PickSeveralField(forms.MultipleChoiceField):
    """Some of the things offered."""

    def __init__(self, **kwargs: Any) -> None:
        """Draw pills."""
        super().__init__(widget=forms.CheckboxSelectMultiple, **kwargs)

    def offer(self, things: Sequence[Any], *, key: str = "pk", label: Callable[[Any], str] = str) -> None:
        """Set the things to choose from."""
        self.things = {str(getattr(thing, key)): thing for thing in things}
        self.choices = [(code, label(thing)) for code, thing in self.things.items()]

    def clean(self, value: Any) -> list[Any]:
        """Return the chosen things in the order in which they were offered."""
        chosen = set(super().clean(value))
        return [thing for code, thing in self.things.items() if code in chosen]


class Pill(NamedTuple):
    """A choice drawn as a pill."""

    code: str
    label: str
    checked: bool


def pills_of(field: forms.BoundField) -> list[Pill]:
    """Return the choices of a field of several things; drawing them from these takes a tenth of the widget's time."""
    chosen = {str(code) for code in field.value() or ()}
    choices: Any = field.field
    return [Pill(str(code), str(label), str(code) in chosen) for code, label in choices.choices]
