"""Input of figures by the team and by the offices; rounds, files, explanations."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from django import forms
from django.http import QueryDict

from kim.action_plans.models import CollectionRequest, Indicator, IndicatorValue
from kim.action_plans.profile.actions import Entered, reference_day
from kim.action_plans.profile.checking import slips
from kim.action_plans.profile.collecting import Answer
from kim.action_plans.profile.doubts import LONGEST_REASON, Confirmed, Doubt, doubts, said_about
from kim.action_plans.profile.queries import Wanted
from kim.action_plans.rules.figures import FigureError, read_entries, read_number, typed
from kim.action_plans.rules.profile import Table
from kim.core import dates
from kim.districts.models import Municipality

State = IndicatorValue.State
#: What an empty field means.
WITHOUT: Final = [(state.value, state.label) for state in (State.NOT_RECORDED, State.NOT_AVAILABLE)]
FIRST_YEAR: Final = 2000
LONGEST_NUMBER, LONGEST_LIST = 40, 2000


def _day() -> forms.DateInput:
    return forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})


class FiguresForm(forms.Form):
    """Figures of one year: for each a value, and what it means if there is none.

    After `is_valid`, `entered` has what was said. `versions` says which state of each figure the person has seen.
    """

    versions = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    def __init__(
        self, *args: Any, wanted: Sequence[Wanted], known: Table | None = None, **kwargs: Any
    ) -> None:
        """Make two fields for each figure; `known` are all figures of the district, for those who may see them."""
        super().__init__(*args, **kwargs)
        self.wanted = wanted
        self.known = known
        self.doubts: dict[str, Doubt] = {}
        self.entered: list[Entered] = []
        self.fields["versions"].initial = self._versions()
        are_many = len({each.territory.key for each in wanted}) > 1
        for each in wanted:
            field = self.fields[f"wert-{each.name}"] = _value_field(each, is_alone=not are_many)
            if are_many:
                # The list of mistakes on top stands outside of the places' groups.
                field.label = f"{each.territory.name}: {field.label}"
            self.fields[f"ohne-{each.name}"] = _without_field(each)

    def _versions(self) -> str:
        return " ".join(
            f"{each.name}:{each.figure.version}" for each in self.wanted if each.figure.version is not None
        )

    def _seen(self) -> dict[str, int]:
        """Return the versions the person has seen; what is no version is none."""
        pairs = (part.rpartition(":") for part in self.cleaned_data.get("versions", "").split())
        return {name: int(text) for name, _, text in pairs if text.isdecimal() and len(text) < 10}

    def clean(self) -> dict[str, Any]:
        """Read every figure."""
        seen = self._seen()
        for each in self.wanted:
            try:
                self.entered.append(self._read(each, seen.get(each.name)))
            except FigureError as error:
                self.add_error(f"wert-{each.name}", str(error))
        self._refuse_slips()
        if not self.errors:
            self._ask_back()
        return self.cleaned_data

    def _changed(self) -> set[tuple[str, str]]:
        return {
            (each.indicator.code, each.territory.key)
            for each in self.wanted
            if f"wert-{each.name}" in self.changed_data
        }

    def _ask_back(self) -> None:
        """Ask whether what is unusual is meant; whoever stands by it is asked once."""
        names = {(each.indicator.code, each.territory.key): each.name for each in self.wanted}
        for key, found in doubts(self.wanted, self.entered, self._changed(), self.known).items():
            doubt = self.doubts[names[key]] = said_about(self.data, names[key], found)
            if len(doubt.reason) > LONGEST_REASON:
                self.add_error(f"wert-{names[key]}", f"Die Begründung hat mehr als {LONGEST_REASON} Zeichen.")
            elif not doubt.is_confirmed:
                self.add_error(f"wert-{names[key]}", doubt.question)

    @property
    def confirmed(self) -> list[Confirmed]:
        """What looks wrong and was stood by, once the form is valid."""
        return [
            Confirmed(finding, doubt.reason) for doubt in self.doubts.values() for finding in doubt.findings
        ]

    def _refuse_slips(self) -> None:
        """Ask back what cannot be meant; what stands there already is left to be explained."""
        names = {_subject(each.indicator, each.territory.municipality): each.name for each in self.wanted}
        changed = self._changed()
        year = self.wanted[0].figure.year if self.wanted else 0
        used = list({each.indicator.pk: each.indicator for each in self.wanted}.values())
        for given, finding in slips(self.entered, used, year):
            if any((value.code, value.place) in changed for value in finding.values):
                self.add_error(f"wert-{names[_subject(given.indicator, given.municipality)]}", finding.text)

    def _read(self, each: Wanted, version: int | None) -> Entered:
        town, indicator = each.territory.municipality, each.indicator
        text = self.cleaned_data.get(f"wert-{each.name}") or ""
        without = self.cleaned_data.get(f"ohne-{each.name}") or State.NOT_RECORDED
        if not text:
            return Entered(indicator, town, without, version=version)
        if without == State.NOT_AVAILABLE and each.figure.state != State.NOT_AVAILABLE:
            raise FigureError("Entweder ein Wert oder „nicht verfügbar“.")
        if indicator.unit == Indicator.Unit.LIST:
            return Entered(indicator, town, State.VALUE, entries=read_entries(text), version=version)
        return Entered(indicator, town, State.VALUE, read_number(text, indicator.unit), version=version)

    def show_conflict(self) -> list[tuple[str, str]]:
        """Take the versions of now for the next try; return what was changed meanwhile: label and figure."""
        seen = self._seen()
        self.data = {**self.data.dict(), **self._of_now()} if isinstance(self.data, QueryDict) else {}
        return [
            (f"{each.indicator.label}, {each.territory.name}", each.figure.text)
            for each in self.wanted
            if each.figure.version != seen.get(each.name)
        ]

    def _of_now(self) -> dict[str, str]:
        """Return the hidden fields that say what the person has seen once the conflict is shown."""
        return {"versions": self._versions()}

    def definitions(self) -> list[tuple[str, str]]:
        """Return what the figures mean where they stand for many places: label and definition, each once."""
        if len({each.territory.key for each in self.wanted}) < 2:
            return []
        used = {each.indicator.pk: each.indicator for each in self.wanted}
        return [(each.label, each.definition) for each in used.values() if each.definition]

    def groups(self) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
        """Yield each place with its figures and their fields."""
        places = {each.territory.key: each.territory for each in self.wanted}
        for key, place in places.items():
            lines = [
                {
                    "label": _label(each),
                    "value": self[f"wert-{each.name}"],
                    "without": self[f"ohne-{each.name}"],
                    "doubt": self.doubts.get(each.name),
                    "name": each.name,
                }
                for each in self.wanted
                if each.territory.key == key
            ]
            yield place, lines


def _subject(indicator: Indicator, place: Municipality | None) -> tuple[int, int | None]:
    return indicator.pk, place.pk if place else None


def _label(each: Wanted) -> str:
    is_share = each.indicator.unit == Indicator.Unit.PERCENT
    return f"{each.indicator.label} in %" if is_share else str(each.indicator.label)


def _value_field(each: Wanted, *, is_alone: bool) -> forms.CharField:
    indicator, figure = each.indicator, each.figure
    is_list = indicator.unit == Indicator.Unit.LIST
    help_text = f"{each.figure.words}. Zuletzt ({each.before.words}): {each.before.text}"
    if is_alone:
        help_text = f"{indicator.definition} {help_text}".strip()
    if is_list:
        help_text += ". Eine Gruppe je Zeile, zum Beispiel: Türkei 6.225"
    return forms.CharField(
        label=_label(each),
        required=False,
        max_length=LONGEST_LIST if is_list else LONGEST_NUMBER,
        help_text=help_text,
        initial=typed(indicator.unit, figure.number, figure.entries) if figure.has_value else "",
        widget=forms.Textarea(attrs={"rows": 4})
        if is_list
        else forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def _without_field(each: Wanted) -> forms.ChoiceField:
    initial = each.figure.state if each.figure.state == State.NOT_AVAILABLE else State.NOT_RECORDED
    return forms.ChoiceField(
        label="wenn leer",
        choices=WITHOUT,
        required=False,
        initial=initial,
        widget=forms.Select(
            attrs={"aria-label": f"Wenn leer: {each.indicator.label}, {each.territory.name}"}
        ),
    )


class YearForm(FiguresForm):
    """The figures of one place and year as the team enters them, with the day they speak of and their source."""

    as_of = forms.DateField(label="Stichtag", widget=_day())
    source = forms.CharField(label="Quelle", max_length=200, required=False)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        """Begin with the last day of the year."""
        super().__init__(*args, **kwargs)
        self.year = year
        self.fields["as_of"].initial = reference_day(year)

    def clean_as_of(self) -> date:
        """Accept days of the year itself and of the one after it, up to today."""
        day: date = self.cleaned_data["as_of"]
        if not date(self.year, 1, 1) <= day <= reference_day(self.year + 1):
            raise forms.ValidationError(f"Bitte einen Tag im Jahr {self.year} oder im Jahr danach angeben.")
        return day


class AnswerForm(FiguresForm):
    """The figures an office is asked for, who answers, and what it wants to say.

    The name of who answered before is not shown to whoever holds the link; it stays unless another one is given.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    name = forms.CharField(label="Wer antwortet?", max_length=150, required=False)
    remark = forms.CharField(
        label="Anmerkung",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bitte keine Angaben zu einzelnen Menschen.",
    )

    def __init__(self, *args: Any, asked: CollectionRequest, **kwargs: Any) -> None:
        """Begin with the answer there is."""
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["seen"].initial = asked.answered_at.isoformat() if asked.answered_at else ""
        self.fields["remark"].initial = asked.remark
        self.fields["name"].help_text = (
            "Für Rückfragen. Leer lassen, wenn es bei der letzten Angabe bleibt."
            if asked.answered_by
            else "Name oder Stelle, für Rückfragen."
        )

    def clean_seen(self) -> datetime | None:
        """Return when the answer was given that the person saw, None if there was none."""
        text = self.cleaned_data["seen"]
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError:
            # An answer that nobody has given: whatever stands there has not been seen.
            return datetime.max.replace(tzinfo=UTC)

    @property
    def answer(self) -> Answer:
        """What was said, once it is valid."""
        said = self.cleaned_data
        # A button, not a field: it is not to be pressed again by itself when the form comes back.
        is_all = "fertig" in self.data
        return Answer(self.entered, said["name"], said["remark"], said["seen"], is_all, self.confirmed)

    def show_conflict(self) -> list[tuple[str, str]]:
        """Also the remark, if another one stands there now."""
        changed = super().show_conflict()
        if self.asked.remark and self.asked.remark != self.cleaned_data.get("remark"):
            changed.append(("Anmerkung", f"„{self.asked.remark}“"))
        return changed

    def _of_now(self) -> dict[str, str]:
        """Also the answer of now."""
        return {**super()._of_now(), "seen": self.fields["seen"].initial}


class RoundForm(forms.Form):
    """The year whose figures are asked for, and until when."""

    year = forms.IntegerField(
        label="Zahlen zum 31.12. des Jahres", widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    due_on = forms.DateField(label="Antwort bis", widget=_day())

    def clean_year(self) -> int:
        """Accept years that have ended or end now."""
        year: int = self.cleaned_data["year"]
        if not FIRST_YEAR <= year <= dates.today().year:
            raise forms.ValidationError(f"Bitte ein Jahr von {FIRST_YEAR} bis {dates.today().year} angeben.")
        return year

    def clean_due_on(self) -> date:
        """Accept days within the next year."""
        return _within_a_year(self.cleaned_data["due_on"])


def _within_a_year(day: date) -> date:
    today = dates.today()
    if not today <= day or (day - today).days > 366:
        raise forms.ValidationError("Bitte einen Tag von heute bis in einem Jahr angeben.")
    return day


class VersionForm(forms.Form):
    """Only the version that somebody saw: a button."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ProlongForm(VersionForm):
    """A new last day of a round."""

    due_on = forms.DateField(label="Antwort bis", widget=_day())

    def clean_due_on(self) -> date:
        """Accept days within the next year."""
        return _within_a_year(self.cleaned_data["due_on"])


class SendForm(VersionForm):
    """The address of an office."""

    email = forms.EmailField(label="E-Mail der Stelle", max_length=254)


class RenewForm(SendForm):
    """The address of an office, or none: then the link is handed on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for nothing that is not needed."""
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False


class UploadForm(forms.Form):
    """A filled-in spreadsheet."""

    file = forms.FileField(
        label="Datei",
        help_text="Excel (.xlsx) oder CSV, höchstens 512 KB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        allow_empty_file=True,
    )


class ExplainForm(forms.Form):
    """Why what looks wrong is right; `digest` says of which figures the person speaks."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=120)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    text = forms.CharField(label="Erklärung", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
