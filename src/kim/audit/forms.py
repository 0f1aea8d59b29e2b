"""The filter of the log."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from kim.audit.labels import LABELS
from kim.audit.queries import Filter

SYSTEM = "system"
# Days beyond these are mistakes of typing.
EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        validators=[
            MinValueValidator(EARLIEST, f"Der früheste mögliche Tag ist der {EARLIEST:%d.%m.%Y}."),
            MaxValueValidator(LATEST, f"Der späteste mögliche Tag ist der {LATEST:%d.%m.%Y}."),
        ],
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class LogFilterForm(forms.Form):
    """Days, person and action; wrong values are told and leave the list unfiltered."""

    first = _day("von")
    last = _day("bis")
    actor = forms.ChoiceField(label="Person", required=False)
    action = forms.ChoiceField(label="Vorgang", required=False)

    def __init__(self, data: Any, *, actors: list[tuple[int, str]]) -> None:
        """Offer everybody who may stand in the log."""
        super().__init__(data)
        people = [(str(key), name) for key, name in actors]
        self._choice("actor").choices = [("", "alle"), (SYSTEM, "System"), *people]
        by_label = sorted(LABELS.items(), key=lambda pair: pair[1])
        self._choice("action").choices = [("", "alle"), *by_label]

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        return field

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", "Das Ende liegt vor dem Beginn.")
        return data

    def wanted(self) -> Filter:
        """Return the filter; without valid input everything."""
        if not self.is_valid():
            return Filter()
        data = self.cleaned_data
        return Filter(
            first=data["first"],
            last=data["last"],
            actor=int(data["actor"]) if data["actor"] not in {"", SYSTEM} else None,
            system=data["actor"] == SYSTEM,
            action=data["action"],
        )
