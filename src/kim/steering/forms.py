"""Input about groups."""

from datetime import date
from typing import Any

from django import forms

from kim.cases.forms.fields import DayField, NoteField, PickField, PlainForm, TextField
from kim.core import dates
from kim.districts.models import Municipality
from kim.network.models import Agreement
from kim.steering.models import Group


class GroupForm(PlainForm):
    """What is said about a group."""

    municipality = PickField(label="Ort", required=False)
    kind = forms.ChoiceField(label="Art")
    name = TextField(label="Name", max_length=250)
    mandate = NoteField(label="Auftrag", required=False, rows=3)
    members = NoteField(
        label="Mitglieder",
        required=False,
        rows=3,
        help_text="Einrichtungen, keine Namen von Personen.",
    )
    started_on = DayField(label="begonnen am", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        places: list[Municipality],
        labels: dict[str, str],
        group: Group | None = None,
        place: Municipality | None = None,
    ) -> None:
        """Offer the district's words and the places of the member; begin with the group as it is."""
        initial: dict[str, Any] = {"municipality": place.pk if place else "", "kind": Group.Kind.WORKING}
        if group is not None:
            names = ("kind", "name", "mandate", "members", "started_on")
            initial = {name: getattr(group, name) for name in names}
            initial["municipality"] = group.municipality_id or ""
        super().__init__(data, initial=initial)
        self.group = group
        self.pick("municipality").offer(places, empty="ganzer Kreis")
        self.pick("kind").choices = list(labels.items())

    def clean_started_on(self) -> date | None:
        """Refuse a beginning after the end."""
        day: date | None = self.cleaned_data["started_on"]
        ended_on = self.group.ended_on if self.group else None
        if day and ended_on and day > ended_on:
            raise forms.ValidationError(f"Die Gruppe endete am {ended_on:%d.%m.%Y}; sie begann vorher.")
        return day


class EndForm(PlainForm):
    """The day on which a group ended."""

    ended_on = DayField(label="beendet am")

    def __init__(self, data: Any = None, *, group: Group) -> None:
        """Accept days from the beginning of the group to today."""
        today = dates.today()
        super().__init__(data, initial={"ended_on": today})
        self.pick("ended_on").limit(group.started_on or date(2000, 1, 1), today)


class ResultForm(PlainForm):
    """What came out of a group."""

    on = DayField(label="am", required=False)
    text = NoteField(label="Ergebnis", rows=4)
    agreement = PickField(
        label="Festgehalten in", required=False, help_text="Schnittstellenkonzept oder Vereinbarung."
    )

    def __init__(
        self, data: Any = None, *, agreements: list[Agreement], initial: dict[str, Any] | None = None
    ) -> None:
        """Offer the agreements of the place."""
        super().__init__(data, initial=initial)
        self.pick("agreement").offer(agreements, empty="keiner Vereinbarung")
