"""Input about office hours, the access of a place and ways of access."""

from datetime import date, time
from typing import Any

from django import forms

from kim.districts.models import Municipality
from kim.network.access import rules
from kim.network.models import AccessRoute, OfficeHours

KEPT = "kept"
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
RHYTHMS = (
    (rules.WEEKLY, "jede Woche"),
    (rules.EVERY_SOME_WEEKS, "alle paar Wochen"),
    (rules.MONTHLY, "an bestimmten Wochentagen im Monat"),
    (rules.BY_ARRANGEMENT, "nur nach Vereinbarung"),
)
WEEKDAYS = tuple(enumerate(("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")))
ORDINALS = ((1, "ersten"), (2, "zweiten"), (3, "dritten"), (4, "vierten"), (rules.LAST, "letzten"))
FORMATS = ["%H:%M", "%H.%M", "%H"]
LONGEST_TEXT = 5_000


def numbers_field(label: str, choices: Any, **options: Any) -> forms.TypedMultipleChoiceField:
    """Return pills for numbers."""
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **options,
    )


def clock_field(label: str) -> forms.TimeField:
    """Return a field for a time of day, entered as 9:30."""
    widget = forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.TimeField(label=label, required=False, input_formats=FORMATS, widget=widget)


class HoursForm(forms.Form):
    """An office hour: how often, on which days, when and where."""

    rhythm = forms.ChoiceField(label="Wie oft", choices=RHYTHMS, widget=forms.RadioSelect)
    interval = forms.IntegerField(
        label="Abstand in Wochen",
        required=False,
        min_value=2,
        max_value=12,
        help_text="Nur bei „alle paar Wochen“: 3 heißt alle drei Wochen.",
    )
    ordinals = numbers_field("Der wievielte im Monat", ORDINALS, help_text="Nur bei Wochentagen im Monat.")
    weekdays = numbers_field("Wochentage", WEEKDAYS)
    starts, ends = clock_field("Von"), clock_field("Bis")
    first_on = forms.DateField(
        label="Erstmals am",
        required=False,
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Bei „alle paar Wochen“ nötig: Ab dieser Woche wird gezählt.",
    )
    by_arrangement = forms.BooleanField(label="sonst nach Vereinbarung", required=False)
    place = forms.CharField(label="Ort", max_length=200, help_text="Zum Beispiel: Rathaus, Zimmer 7.")
    address = forms.CharField(label="Anschrift", max_length=200, required=False)
    note = forms.CharField(
        label="Hinweis",
        max_length=300,
        required=False,
        help_text="Steht auch auf der öffentlichen Seite. Bitte keine Angaben zu Personen.",
    )

    SAVED = ("rule", "starts", "ends", "first_on", "by_arrangement", "place", "address", "note")

    def __init__(self, data: Any = None, *, hours: OfficeHours | None = None) -> None:
        """Start with what is known; a rule that the choices cannot say may be kept."""
        super().__init__(data, initial=_start(hours) if hours else {})
        self.kept = hours.rule if hours and rules.read_choices(hours.rule) is None else ""
        if self.kept:
            field: Any = self.fields["rhythm"]
            field.choices = [(KEPT, "wie bisher"), *RHYTHMS]

    def clean_first_on(self) -> date | None:
        """Refuse mistakes of typing."""
        day: date | None = self.cleaned_data["first_on"]
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError("Bitte einen Tag von 2000 bis 2099 eingeben.")
        return day

    def clean(self) -> dict[str, Any]:
        """Make the rule of the choices; blame the field that is missing."""
        data = super().clean() or {}
        rhythm = data.get("rhythm")
        if rhythm == rules.BY_ARRANGEMENT:
            data |= {"rule": "", "starts": None, "ends": None, "first_on": None, "by_arrangement": True}
            return data
        if rhythm:
            self._check_times(data.get("starts"), data.get("ends"))
        if rhythm == KEPT:
            data["rule"] = self.kept
        elif rhythm:
            self._check_days(rhythm, data)
            data["rule"] = "" if self.errors else rules.write_rule(_choices(data))
        return data

    def _check_times(self, starts: time | None, ends: time | None) -> None:
        for name, value in (("starts", starts), ("ends", ends)):
            if value is None and name not in self.errors:
                self.add_error(name, "Bitte eine Uhrzeit wie 9:30 eingeben.")
        if starts and ends and ends <= starts:
            self.add_error("ends", "Das Ende liegt vor dem Beginn.")

    def _check_days(self, rhythm: str, data: dict[str, Any]) -> None:
        if not data.get("weekdays") and "weekdays" not in self.errors:
            self.add_error("weekdays", "Bitte mindestens einen Wochentag wählen.")
        if rhythm == rules.MONTHLY and not data.get("ordinals") and "ordinals" not in self.errors:
            self.add_error("ordinals", "Bitte wählen, der wievielte Wochentag im Monat gemeint ist.")
        if rhythm == rules.EVERY_SOME_WEEKS:
            if not data.get("interval") and "interval" not in self.errors:
                self.add_error("interval", "Bitte eingeben, alle wie viele Wochen.")
            if not data.get("first_on") and "first_on" not in self.errors:
                self.add_error("first_on", "Bitte den ersten Tag eingeben: Von dort wird gezählt.")

    def values(self) -> dict[str, Any]:
        """Return what is saved of an office hour."""
        return {name: self.cleaned_data[name] for name in self.SAVED}


def _choices(data: dict[str, Any]) -> rules.Choices:
    rhythm = data["rhythm"]
    return rules.Choices(
        rhythm,
        tuple(data["weekdays"]),
        data["interval"] if rhythm == rules.EVERY_SOME_WEEKS else 1,
        tuple(data["ordinals"]),
    )


def _start(hours: OfficeHours) -> dict[str, Any]:
    names = ("starts", "ends", "first_on", "by_arrangement", "place", "address", "note")
    start = {name: getattr(hours, name) for name in names}
    choices = rules.read_choices(hours.rule)
    if choices is None:
        return start | {"rhythm": KEPT}
    chosen: dict[str, Any] = {name: list(getattr(choices, name)) for name in ("weekdays", "ordinals")}
    chosen["interval"] = choices.interval if choices.interval > 1 else None
    return start | chosen | {"rhythm": choices.rhythm}


class PlaceAccessForm(forms.Form):
    """What is said about the access of a place."""

    clearing_point = forms.BooleanField(label="Die Kommune hat eine Clearingstelle", required=False)
    contact_office = forms.CharField(
        label="Ansprechstelle für Integration",
        max_length=200,
        required=False,
        help_text="Die Stelle in der Verwaltung, keine Person.",
    )


class RouteForm(forms.Form):
    """A way of access."""

    label = forms.CharField(label="Bezeichnung", max_length=150)
    municipalities: Any = forms.ModelMultipleChoiceField(
        queryset=None,
        label="Kommunen",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ohne Auswahl gilt der Zugangsweg im ganzen Kreis.",
    )
    description = forms.CharField(
        label="So läuft es",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    criteria = forms.CharField(
        label="Kriterien",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Für wen der Weg gilt, ein Kriterium je Zeile.",
    )
    in_plan = forms.BooleanField(label="steht im Handlungskonzept", required=False)
    active = forms.BooleanField(label="in Gebrauch", required=False, initial=True)
    position = forms.IntegerField(
        label="Reihenfolge",
        required=False,
        min_value=0,
        max_value=32_767,
        help_text="Kleinere Zahlen zuerst.",
    )

    NAMES = ("label", "description", "criteria", "in_plan", "active", "position")

    def __init__(self, data: Any = None, *, places: Any, own: Any, route: AccessRoute | None = None) -> None:
        """Start with what is known; `own(chosen)` says whether the member decides for all chosen places."""
        start = {name: getattr(route, name) for name in self.NAMES} if route else {}
        if route:
            start["municipalities"] = list(route.municipalities.order_by("name", "pk"))
        super().__init__(data, initial=start)
        self.own = own
        field: Any = self.fields["municipalities"]
        field.queryset = places

    def clean_municipalities(self) -> list[Municipality]:
        """Refuse places for which somebody else decides."""
        chosen = list(self.cleaned_data["municipalities"])
        if not self.own(chosen):
            raise forms.ValidationError("Bitte nur Kommunen wählen, für die Sie zuständig sind.")
        return chosen

    def clean_position(self) -> int:
        """Without a number it comes first."""
        return self.cleaned_data["position"] or 0
