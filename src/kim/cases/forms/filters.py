"""Narrowing the list of cases. Only codes travel in the address, never a name."""

from collections.abc import Sequence
from typing import Any

from django import forms

from kim.accounts.models import Membership
from kim.cases.forms.fields import PickField, PlainForm
from kim.cases.models import CaseStatus, Track
from kim.cases.queries.case_list import Filters
from kim.districts.models import Municipality

EVERY = "alle"
WHOSE = (
    ("", "alle sichtbaren"),
    ("mine", "meine"),
    ("substituted", "in Vertretung"),
    ("shared", "mit mir geteilt"),
)


class FilterForm(PlainForm):
    """The filters of the list; `status` is active unless said otherwise, "all" means every status."""

    status = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[*CaseStatus.choices, ("all", EVERY)],
        initial=CaseStatus.ACTIVE,
    )
    track = forms.ChoiceField(label="Konstellation", required=False, choices=[("", EVERY), *Track.choices])
    municipality = PickField(label="Kommune", required=False)
    whose = forms.ChoiceField(label="Fälle", required=False, choices=WHOSE)
    lead = PickField(label="Fallführung", required=False)
    closing = forms.BooleanField(label="schließt bald", required=False)

    def __init__(
        self, data: Any, *, places: Sequence[Municipality], leads: Sequence[Membership] | None = None
    ) -> None:
        """Offer places; who leads is asked by those who supervise, whose cases by those who work in them."""
        super().__init__({**data.dict(), "status": data.get("status") or CaseStatus.ACTIVE})
        self.pick("municipality").offer(places, key="ags", empty=EVERY)
        if leads is None:
            del self.fields["lead"]
        else:
            self.pick("lead").offer(leads, empty=EVERY)
            del self.fields["whose"]

    def filters(self) -> Filters:
        """Return what the list is narrowed to; with an error nothing but the usual status."""
        if not self.is_valid():
            return Filters()
        data = self.cleaned_data
        return Filters(
            status="" if data["status"] == "all" else data["status"],
            track=data["track"],
            municipality=data["municipality"],
            lead=data.get("lead"),
            whose=data.get("whose", ""),
            closing_soon=data["closing"],
        )
