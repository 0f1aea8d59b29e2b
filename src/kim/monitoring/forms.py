"""What a reader chooses on the page of figures."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils.formats import date_format


def month_name(month: date) -> str:
    """Return a month as it is written."""
    return date_format(month, "F Y")


class ChoiceOfMonth(forms.Form):
    """The month, and for the team the track; wrong values leave the preset."""

    monat = forms.ChoiceField(label="Monat", required=False)
    konstellation = forms.ChoiceField(label="Konstellation", required=False)

    def __init__(
        self, data: dict[str, str], *, months: Sequence[date], tracks: Sequence[tuple[str, str]]
    ) -> None:
        """Offer the months, the newest first, and the tracks; without tracks there is no such choice."""
        super().__init__(data)
        monat: forms.ChoiceField = self.fields["monat"]  # type: ignore[assignment]
        monat.choices = [(f"{month:%Y-%m}", month_name(month)) for month in reversed(months)]
        konstellation: forms.ChoiceField = self.fields["konstellation"]  # type: ignore[assignment]
        konstellation.choices = [("", "alle"), *tracks]
        if not tracks:
            del self.fields["konstellation"]

    def chosen(self) -> tuple[date | None, str]:
        """Return month and track; None and empty where nothing usable was chosen."""
        self.full_clean()
        month = self.cleaned_data.get("monat", "")
        return date.fromisoformat(f"{month}-01") if month else None, self.cleaned_data.get(
            "konstellation", ""
        )


class ChoiceOfFigure(ChoiceOfMonth):
    """One figure, as the links in the tables name it."""

    gebiet = forms.CharField(max_length=60)
    zahl = forms.CharField(max_length=20)
