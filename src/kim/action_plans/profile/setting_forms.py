"""Input of what a figure is and which office gives it."""

from typing import Any, Final

from django import forms

from kim.action_plans.models import Indicator, SourceOffice
from kim.action_plans.profile.queries import offices_in_use

EVERYWHERE, DISTRICT_ONLY = "", "kreis"
ORDER: Final = (
    *("label", "short_label", "definition", "unit", "refers_to", "scope", "office", "district_office"),
    *("is_additive", "may_exceed_100"),
)


class IndicatorForm(forms.Form):
    """A figure; its unit stays once there are values."""

    label = forms.CharField(label="Bezeichnung", max_length=200)
    short_label = forms.CharField(
        label="Kurz", max_length=80, required=False, help_text="Für kleine Karten und Tabellen."
    )
    definition = forms.CharField(
        label="Was genau gezählt wird",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Steht im Formular der Stellen und unter dem Ortsprofil. Mit Quelle, zum Beispiel dem Gesetz.",
    )
    unit = forms.ChoiceField(label="Einheit", choices=Indicator.Unit.choices)
    refers_to = forms.ChoiceField(
        label="Für welches Jahr gilt die Zahl zum 31.12.?", choices=Indicator.Year.choices
    )
    scope = forms.ChoiceField(
        label="Für wen",
        choices=[(EVERYWHERE, "jede Kommune und der Kreis"), (DISTRICT_ONLY, "nur der ganze Kreis")],
        required=False,
    )
    is_additive = forms.BooleanField(
        label="Die Zahl des Kreises ist die Summe der Kommunen",
        required=False,
        help_text="Dann wird die Summe geprüft.",
    )
    may_exceed_100 = forms.BooleanField(label="Darf über 100 % liegen", required=False)

    def __init__(self, *args: Any, indicator: Indicator | None = None, **kwargs: Any) -> None:
        """Begin with what is known; only offices in use can be chosen."""
        super().__init__(*args, **kwargs)
        offices = offices_in_use()
        self.fields["office"] = forms.ModelChoiceField(
            label="Wer gibt die Zahlen der Kommunen an?",
            queryset=offices,
            required=False,
            empty_label="niemand",
        )
        self.fields["district_office"] = forms.ModelChoiceField(
            label="Wer gibt die Zahl des ganzen Kreises an?",
            queryset=offices.filter(per_municipality=False),
            required=False,
            empty_label="dieselbe Stelle",
        )
        self.order_fields([*ORDER])
        if indicator is None:
            return
        for name in self.fields.keys() - {"scope"}:
            self.fields[name].initial = getattr(indicator, name)
        self.fields["scope"].initial = DISTRICT_ONLY if indicator.district_only else EVERYWHERE
        if indicator.values.exists():
            self.fields["unit"].disabled = True
            self.fields["unit"].help_text = "Es gibt schon Werte in dieser Einheit."

    def clean(self) -> dict[str, Any]:
        """Ask that somebody gives the district's own figure."""
        said = self.cleaned_data
        said["district_only"] = said.pop("scope", EVERYWHERE) == DISTRICT_ONLY
        office, own = said.get("office"), said.get("district_office")
        if own is None and office is not None and office.per_municipality:
            self.add_error(
                "district_office",
                f"{office} gibt es je Kommune. Bitte eine Stelle für den ganzen Kreis wählen.",
            )
        if said["district_only"] and office is None and own is None:
            self.add_error("district_office", "Bitte eine Stelle wählen.")
        return said


class OfficeForm(forms.Form):
    """An office that gives figures."""

    name = forms.CharField(label="Name", max_length=200)
    per_municipality = forms.BooleanField(label="Jede Kommune hat eine eigene", required=False)
    email = forms.EmailField(
        label="E-Mail",
        max_length=254,
        required=False,
        help_text="Nur bei einer Stelle für alle. Adressen je Kommune stehen bei der Abfrage.",
    )
    note = forms.CharField(
        label="Anmerkung", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, office: SourceOffice | None = None, **kwargs: Any) -> None:
        """Begin with what is known."""
        super().__init__(*args, **kwargs)
        self.office = office
        for name in self.fields if office is not None else ():
            self.fields[name].initial = getattr(office, name)

    def clean_per_municipality(self) -> bool:
        """Refuse it for an office that gives figures of the whole district."""
        is_one_each: bool = self.cleaned_data["per_municipality"]
        if is_one_each and self.office is not None and self.office.district_indicators.exists():
            raise forms.ValidationError("Diese Stelle gibt Zahlen des ganzen Kreises an.")
        return is_one_each
