"""Input about office hours, the access of a place and ways of access."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from kim.core.choices import RowsField
from kim.districts.models import Municipality
from kim.network.access import rules
from kim.network.models import AccessRoute, OfficeHours

KEPT = "kept"
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
RHYTHMS = (
    (rules.WEEKLY, "jede Woche"),
    (rules.EVERY_SOME_WEEKS, "alle paar Wochen"),
    (rules.MONTHLY, "an bestimmten Wochentagen im Monat"),
    (rules.UNKNOWN, "regelmäßig, aber Tage und Zeiten nicht bekannt"),
    (rules.BY_ARRANGEMENT, "nur nach Vereinbarung"),
    (rules.NONE, "keine offene Sprechzeit"),
)
WEEKDAYS = tuple(enumerate(("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")))
ORDINALS = ((1, "ersten"), (2, "zweiten"), (3, "dritten"), (4, "vierten"), (rules.LAST, "letzten"))
# What a rhythm needs beside a place, and what is said if it is missing.
_TIMES = {"starts", "ends"}
NEEDED = {
    rules.WEEKLY: {"weekdays", *_TIMES},
    rules.EVERY_SOME_WEEKS: {"weekdays", "interval", "first_on", *_TIMES},
    rules.MONTHLY: {"weekdays", "ordinals", *_TIMES},
    KEPT: _TIMES,
}
# What does not belong to a rhythm: it may have been typed before another one was chosen, and does not count.
BESIDE_THE_POINT = {
    rules.WEEKLY: {"interval", "ordinals"},
    rules.EVERY_SOME_WEEKS: {"ordinals"},
    rules.MONTHLY: {"interval"},
    KEPT: {"interval", "ordinals", "weekdays"},
    **{
        rhythm: {"interval", "ordinals", "weekdays", "first_on", *_TIMES}
        for rhythm in (rules.BY_ARRANGEMENT, rules.UNKNOWN, rules.NONE)
    },
}
MISSING = {
    "weekdays": "Bitte mindestens einen Wochentag wählen.",
    "ordinals": "Bitte wählen, der wievielte Wochentag im Monat gemeint ist.",
    "interval": "Bitte eingeben, alle wie viele Wochen.",
    "first_on": "Bitte den ersten Tag eingeben: Von dort wird gezählt.",
    "starts": "Bitte eine Uhrzeit wie 9:30 eingeben.",
    "ends": "Bitte eine Uhrzeit wie 12:30 eingeben.",
}
HOURS_EXIST = "Für diese Kommune sind Sprechzeiten eingetragen. Bitte entfernen Sie diese zuerst."
NONE_IS_SAID = (
    "Für diese Kommune ist eingetragen, dass es keine offene Sprechzeit gibt. "
    "Bitte ändern oder entfernen Sie diesen Eintrag zuerst."
)
PLACE_HELP = (
    "Zum Beispiel: Rathaus, Zimmer 7. Ohne offene Sprechzeit: wohin Menschen sich stattdessen wenden, "
    "wenn es das gibt."
)
NO_RULE = (rules.BY_ARRANGEMENT, rules.UNKNOWN, rules.NONE)
NO_TIMES = {"rule": "", "starts": None, "ends": None, "first_on": None}
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

    rhythm = forms.ChoiceField(
        label="Wie oft", choices=RHYTHMS, initial=rules.WEEKLY, widget=forms.RadioSelect
    )
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
    clock_unknown = forms.BooleanField(label="Uhrzeit nicht bekannt", required=False)
    by_arrangement = forms.BooleanField(label="Termine nach Vereinbarung sind möglich", required=False)
    place = forms.CharField(label="Ort", max_length=200, help_text=PLACE_HELP)
    address = forms.CharField(label="Anschrift", max_length=200, required=False)
    note = forms.CharField(
        label="Hinweis",
        max_length=300,
        required=False,
        help_text="Steht auch auf der öffentlichen Seite. Bitte keine Angaben zu Personen.",
    )

    SAVED = (
        *("rule", "starts", "ends", "first_on", "by_arrangement", "none", "times_unknown"),
        *("place", "address", "note"),
    )

    def __init__(
        self, data: Any = None, *, hours: OfficeHours | None = None, others: Sequence[rules.Said] = ()
    ) -> None:
        """Start with what is known; a rule that the choices cannot say may be kept.

        `others` is what the other entries of the place say; what contradicts them is refused.
        """
        self.others = others
        rhythm = "" if data is None else data.get("rhythm", "")
        super().__init__(data, initial=_start(hours) if hours else {})
        self.kept = hours.rule if hours and rules.read_choices(hours.rule) is None else ""
        if self.kept:
            field: Any = self.fields["rhythm"]
            field.choices = [(KEPT, "wie bisher"), *RHYTHMS]
        needed = set(MISSING) - {"first_on"} if data is None else _needed(data)
        for name in needed:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = MISSING[name]
        self.fields["place"].required = rhythm != rules.NONE

    def clean_first_on(self) -> date | None:
        """Refuse mistakes of typing."""
        day: date | None = self.cleaned_data["first_on"]
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError("Bitte einen Tag von 2000 bis 2099 eingeben.")
        return day

    def clean(self) -> dict[str, Any]:
        """Make the rule of the choices."""
        data = super().clean() or {}
        # It stays on the page as it was typed: another rhythm may be meant after all.
        for name in _beside_the_point(self.data):
            self.errors.pop(name, None)
            data[name] = [] if name in {"weekdays", "ordinals"} else None
        rhythm = data.get("rhythm")
        data["none"], data["times_unknown"] = rhythm == rules.NONE, rhythm == rules.UNKNOWN
        if rhythm in NO_RULE:
            by_arrangement = rhythm == rules.BY_ARRANGEMENT or data["by_arrangement"]
            data |= NO_TIMES | {"by_arrangement": by_arrangement}
            return self._beside_others(data)
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "Das Ende liegt vor dem Beginn.")
        if rhythm == KEPT:
            data["rule"] = self.kept
        elif not self.errors:
            data["rule"] = rules.write_rule(_choices(data))
        return self._beside_others(data)

    def _beside_others(self, data: dict[str, Any]) -> dict[str, Any]:
        """Refuse what contradicts the other entries of the place."""
        said = rules.Said(data.get("rule", ""), data["none"], data["times_unknown"])
        if not self.errors and rules.contradicts(said, self.others):
            both = data["none"] and any(other.is_open for other in self.others)
            self.add_error("rhythm", HOURS_EXIST if both else NONE_IS_SAID)
        return data

    def values(self) -> dict[str, Any]:
        """Return what is saved of an office hour."""
        return {name: self.cleaned_data[name] for name in self.SAVED}


def _beside_the_point(data: Any) -> set[str]:
    """Return what does not count for the rhythm that was sent."""
    unknown = _TIMES if "clock_unknown" in data else set()
    return BESIDE_THE_POINT.get(data.get("rhythm", ""), set()) | unknown


def _needed(data: Any) -> set[str]:
    """Return what the rhythm that was sent needs."""
    return NEEDED.get(data.get("rhythm", ""), set()) - (_TIMES if "clock_unknown" in data else set())


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
    if hours.none or hours.times_unknown:
        return start | {"rhythm": rules.NONE if hours.none else rules.UNKNOWN}
    start["clock_unknown"] = bool(hours.rule) and hours.starts is None
    choices = rules.read_choices(hours.rule)
    if choices is None:
        return start | {"rhythm": KEPT}
    chosen: dict[str, Any] = {name: list(getattr(choices, name)) for name in ("weekdays", "ordinals")}
    chosen["interval"] = choices.interval if choices.interval > 1 else None
    return start | chosen | {"rhythm": choices.rhythm}


CLEARING = {"ja": True, "nein": False, "": None}


class PlaceAccessForm(forms.Form):
    """What is said about the access of a place, and where its offers stand."""

    clearing_point = forms.TypedChoiceField(
        label="Gibt es eine Clearingstelle?",
        choices=[("ja", "ja"), ("nein", "nein"), ("", "nicht bekannt")],
        coerce=CLEARING.__getitem__,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    contact_office = forms.CharField(
        label="Ansprechstelle für Integration",
        max_length=200,
        required=False,
        help_text="Die Stelle in der Verwaltung, keine Person.",
    )
    integreat_url = forms.URLField(
        label="Seite der Kommune in Integreat",
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text="Die Adresse, unter der die Angebote der Kommune stehen.",
    )

    NAMES = ("clearing_point", "contact_office", "integreat_url")

    def __init__(self, data: Any = None, *, place: Municipality) -> None:
        """Start with what is known."""
        start = {name: getattr(place, name) for name in self.NAMES}
        start["clearing_point"] = {said: word for word, said in CLEARING.items()}[place.clearing_point]
        super().__init__(data, initial=start)


class RouteForm(forms.Form):
    """A way of access."""

    label = forms.CharField(label="Bezeichnung", max_length=150)
    municipalities: Any = RowsField(
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
