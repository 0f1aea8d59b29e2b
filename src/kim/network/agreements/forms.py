"""Input about agreements, text blocks and Word templates."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from kim.accounts.forms import day_field
from kim.core import dates
from kim.core.choices import RowsField
from kim.core.text import clean_text
from kim.districts.models import Municipality
from kim.districts.territory import WHOLE_DISTRICT
from kim.network.agreements import rules
from kim.network.models import Agreement, AgreementKind, Partner

TEXT_LENGTH = 40_000
BLOCK_LENGTH = 8_000
NOTE_LENGTH = 2_000
EVERYTHING = ("", "alle")
MARKED = (
    "Eine Zeile mit # am Anfang wird zur Überschrift, eine mit - zum Punkt einer Liste. "
    "Leere Zeilen trennen Absätze."
)


class CleanField(forms.CharField):
    """Text without invisible characters; line breaks only where there are several lines."""

    def to_python(self, value: Any) -> str:
        """Clean what was typed."""
        return str(super().to_python(clean_text(value) if isinstance(value, str) else value))


def long_field(label: str, *, rows: int, max_length: int = NOTE_LENGTH, **options: Any) -> CleanField:
    """Return a field of several lines."""
    return CleanField(
        label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def _partners_field() -> Any:
    # Which partners there are is known when the district is open.
    return RowsField(queryset=None, label="Partner", required=False, widget=forms.CheckboxSelectMultiple)


def _place_choices(places: Iterable[Municipality], *, whole: bool) -> list[tuple[str, str]]:
    own = [(place.ags, place.name) for place in places]
    return [(WHOLE_DISTRICT, "ganzer Kreis"), *own] if whole else own


class FilterForm(forms.Form):
    """What the list shows."""

    kind = forms.ChoiceField(label="Art", choices=[EVERYTHING, *AgreementKind.choices], required=False)
    state = forms.ChoiceField(label="Stand", choices=[EVERYTHING, *Agreement.State.choices], required=False)
    place = forms.ChoiceField(label="Ort", required=False)
    due = forms.BooleanField(label="nur mit fälliger Überprüfung", required=False)

    def __init__(self, data: Any, *, places: Iterable[Municipality]) -> None:
        """Offer the places."""
        super().__init__(data)
        self.fields["place"].choices = [EVERYTHING, *_place_choices(places, whole=True)]  # type: ignore[attr-defined]


class StartForm(forms.Form):
    """What a draft is composed for; nothing is saved yet."""

    kind = forms.ChoiceField(label="Art", choices=AgreementKind.choices, widget=forms.RadioSelect)
    place = forms.ChoiceField(label="Ort")
    partners = _partners_field()

    def __init__(
        self, data: Any, *, places: list[Municipality], whole: bool, partners: QuerySet[Partner]
    ) -> None:
        """Offer the places for which the person may draft."""
        super().__init__(data)
        self.places = {place.ags: place for place in places}
        self.fields["place"].choices = _place_choices(places, whole=whole)  # type: ignore[attr-defined]
        self.fields["partners"].queryset = partners  # type: ignore[attr-defined]

    @property
    def municipality(self) -> Municipality | None:
        """The chosen place, None for the whole district."""
        return self.places.get(self.cleaned_data["place"])


class DraftForm(forms.Form):
    """The draft before it is saved."""

    title = CleanField(label="Titel", max_length=250)
    scope = long_field("Gegenstand", rows=3, required=False, help_text="Worum es geht, in ein, zwei Sätzen.")
    text = long_field("Text", rows=24, max_length=TEXT_LENGTH, help_text=MARKED)


class TextForm(forms.Form):
    """A changed text."""

    text = long_field("Text", rows=24, max_length=TEXT_LENGTH, help_text=MARKED)
    change = CleanField(label="Was sich ändert", max_length=300)

    def __init__(self, data: Any, *, text: str) -> None:
        """Begin with the current text."""
        super().__init__(data, initial={"text": text})
        self.before = text

    def clean_text(self) -> str:
        """Accept what differs."""
        text: str = self.cleaned_data["text"]
        if text.strip() == self.before.strip():
            raise forms.ValidationError("Der Text ist noch derselbe wie in der letzten Fassung.")
        return text


class DetailsForm(forms.Form):
    """Everything but the text."""

    title = CleanField(label="Titel", max_length=250)
    partners = _partners_field()
    scope = long_field("Gegenstand", rows=3, required=False)
    valid_from = day_field("Gilt ab", required=False)
    valid_until = day_field("Gilt bis", required=False)
    review_on = day_field("Nächste Überprüfung am", required=False)

    def __init__(self, data: Any, *, agreement: Agreement, partners: QuerySet[Partner]) -> None:
        """Show what is saved; partners that are no longer in use can stay."""
        shown = ("title", "scope", "valid_from", "valid_until", "review_on")
        initial = {name: getattr(agreement, name) for name in shown}
        here = list(agreement.partners.values_list("pk", flat=True))
        super().__init__(data, initial=initial | {"partners": here})
        offered = partners | agreement.partners.all()
        self.fields["partners"].queryset = offered.distinct()  # type: ignore[attr-defined]
        self.agreement = agreement

    def clean(self) -> dict[str, Any]:
        """Let dates run forward; what is in force has a first day."""
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "Der letzte Tag liegt vor dem ersten.")
        in_force = self.agreement.state in {rules.IN_FORCE, rules.UNDER_REVIEW}
        if in_force and self.agreement.valid_from and not first and "valid_from" not in self.errors:
            self.add_error("valid_from", "Bitte angeben, ab wann die Vereinbarung gilt.")
        return data


class StepForm(forms.Form):
    """A step to another state."""

    target = forms.ChoiceField(label="Neuer Stand", widget=forms.RadioSelect)
    on = day_field("Am")
    valid_from = day_field("Gilt ab", required=False, help_text="Nötig, wenn sie in Kraft tritt.")
    review_on = day_field("Nächste Überprüfung am", required=False, help_text="Ohne Angabe nach einem Jahr.")
    reason = long_field("Hinweis oder Grund", rows=3, required=False)

    def __init__(self, data: Any, *, agreement: Agreement, has_text: bool, wish: str = "") -> None:
        """Offer the states that can follow."""
        follow = rules.next_states(agreement.state)
        target = wish if wish in follow else follow[0]
        initial = {"target": target, "on": dates.today(), "valid_from": agreement.valid_from}
        super().__init__(data, initial=initial)
        self.agreement, self.has_text = agreement, has_text
        labels = dict(Agreement.State.choices)
        self.fields["target"].choices = [(code, labels[code]) for code in follow]  # type: ignore[attr-defined]
        if rules.IN_FORCE not in follow:
            del self.fields["valid_from"], self.fields["review_on"]

    def clean(self) -> dict[str, Any]:
        """Accept steps that follow, on days that have come."""
        data = super().clean() or {}
        on, first, last = data.get("on"), data.get("valid_from"), self.agreement.valid_until
        if on and on > dates.today():
            self.add_error("on", "Der Tag liegt in der Zukunft.")
        if first and last and first > last:
            self.add_error("valid_from", f"Die Vereinbarung gilt nur bis zum {last:%d.%m.%Y}.")
        if "target" in data and "valid_from" not in self.errors:
            self._check(data)
        return data

    def _check(self, data: dict[str, Any]) -> None:
        try:
            rules.check_step(
                self.agreement.state,
                data["target"],
                reason=data.get("reason", ""),
                valid_from=data.get("valid_from"),
                has_text=self.has_text,
            )
        except rules.StepError as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))


class InformForm(forms.Form):
    """That the municipality was informed."""

    on = day_field("Informiert am")
    about = long_field(
        "Worüber", rows=4, help_text="Die wesentlichen Festlegungen. Bitte keine Angaben zu Personen."
    )

    def __init__(self, data: Any) -> None:
        """Begin with today."""
        super().__init__(data, initial={"on": dates.today()})

    def clean_on(self) -> Any:
        """Accept days that have come."""
        if self.cleaned_data["on"] > dates.today():
            raise forms.ValidationError("Der Tag liegt in der Zukunft.")
        return self.cleaned_data["on"]


class BlockForm(forms.Form):
    """A text block."""

    kind = forms.ChoiceField(label="Art", choices=AgreementKind.choices)
    heading = CleanField(label="Überschrift", max_length=200)
    body = long_field(
        "Text",
        rows=10,
        max_length=BLOCK_LENGTH,
        help_text="{partner}, {ort} und {kreis} werden im Entwurf ersetzt. " + MARKED,
    )


class TemplateForm(forms.Form):
    """A Word template; what stands in it is examined by the view."""

    kind = forms.ChoiceField(label="Art", choices=AgreementKind.choices)
    file = forms.FileField(label="Word-Datei (.docx)", allow_empty_file=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        """Let the browser offer Word files."""
        super().__init__(data, files)
        self.fields["file"].widget.attrs["accept"] = ".docx"

    @property
    def upload(self) -> Any:
        """The file."""
        return self.cleaned_data["file"]
