"""Input about office hours."""

from datetime import date, timedelta
from typing import Any

from django import forms

from kim.core import dates
from kim.network.models import OfficeHours
from kim.network.queries import sittings

DAYS_AHEAD = 366


class CancelForm(forms.Form):
    """The day on which an office hour does not take place, and why."""

    on = forms.DateField(
        label="Tag",
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="Grund",
        max_length=200,
        required=False,
        help_text="Steht auch auf der öffentlichen Seite. Bitte keine Angaben zu Personen.",
    )

    def __init__(self, *args: Any, hours: OfficeHours, **kwargs: Any) -> None:
        """Keep the office hour."""
        super().__init__(*args, **kwargs)
        self.hours = hours

    def clean_on(self) -> date:
        """Accept days from today on for a year on which there is something to cancel."""
        day: date = self.cleaned_data["on"]
        today = dates.today()
        if not today <= day <= today + timedelta(days=DAYS_AHEAD):
            raise forms.ValidationError("Bitte einen Tag von heute bis in einem Jahr angeben.")
        if not sittings(self.hours, day, day):
            raise forms.ValidationError("An diesem Tag ist keine Sprechzeit.")
        return day
