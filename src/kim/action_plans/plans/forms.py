"""Input about concepts: remarks, focus, milestones, yearly talks."""

from datetime import date
from typing import Any

from django import forms

from kim.action_plans.models import FocusArea, Milestone, PartRemark, TalkAnswer, TalkQuestion, YearlyTalk
from kim.cases.forms.fields import DayField, NoteField, PlainForm, TextField
from kim.core import dates

FIRST_YEAR = 2015
YEARS_AHEAD = 15


def _values(row: Any, *names: str) -> dict[str, Any] | None:
    return None if row is None else {name: getattr(row, name) for name in names}


class RemarkForm(PlainForm):
    """What is said about a part as a whole."""

    state = forms.ChoiceField(label="Stand", choices=PartRemark.State.choices, widget=forms.RadioSelect)
    text = NoteField(
        label="Text",
        required=False,
        rows=4,
        help_text="Steht im Handlungskonzept, solange nichts eingetragen oder der Baustein in Bearbeitung ist.",
    )

    def __init__(self, data: Any = None, *, remark: PartRemark | None, **options: Any) -> None:
        """Begin with what is said."""
        initial = _values(remark, "state", "text") or {"state": PartRemark.State.OPEN}
        super().__init__(data, initial=initial, **options)


class FocusForm(PlainForm):
    """A focus or target group."""

    kind = forms.ChoiceField(label="Art", choices=FocusArea.Kind.choices)
    title = TextField(label="Bezeichnung", max_length=250)
    origin = forms.ChoiceField(
        label="Herkunft", choices=[("", "nicht genannt"), *FocusArea.Origin.choices], required=False
    )
    since = DayField(label="seit", required=False)
    note = NoteField(label="Hinweis", required=False, rows=3)

    def __init__(self, data: Any = None, *, focus: FocusArea | None = None) -> None:
        """Begin with the entry as it is."""
        super().__init__(data, initial=_values(focus, "kind", "title", "origin", "since", "note"))


class MilestoneForm(PlainForm):
    """What is to be reached when."""

    title = TextField(label="Meilenstein", max_length=300)
    year = forms.IntegerField(
        label="Jahr", widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    half = forms.TypedChoiceField(
        label="Halbjahr", choices=[(0, "ganzes Jahr"), (1, "1. Halbjahr"), (2, "2. Halbjahr")], coerce=int
    )
    state = forms.ChoiceField(label="Stand", choices=Milestone.State.choices)
    note = NoteField(label="Hinweis", required=False, rows=3)

    def __init__(self, data: Any = None, *, milestone: Milestone | None = None) -> None:
        """Begin with the milestone as it is."""
        initial = _values(milestone, "title", "year", "half", "state", "note")
        super().__init__(data, initial=initial or {"year": dates.today().year})

    def clean_year(self) -> int:
        """Accept years of the programme."""
        year = int(self.cleaned_data["year"])
        last = dates.today().year + YEARS_AHEAD
        if not FIRST_YEAR <= year <= last:
            raise forms.ValidationError(f"Bitte ein Jahr von {FIRST_YEAR} bis {last} eingeben.")
        return year


class DutyDoneForm(PlainForm):
    """That a task was done."""

    remark = TextField(label="Anmerkung", max_length=300, required=False)

    def __init__(self, data: Any = None, *, needs_reason: bool) -> None:
        """Ask why, if what is entered does not show it."""
        super().__init__(data)
        field = self.fields["remark"]
        if needs_reason:
            field.required = True
            field.help_text = "Warum die Aufgabe erledigt ist, obwohl nicht alle Stellen geantwortet haben."


class PlanTalkForm(PlainForm):
    """The day for which a talk is agreed."""

    planned_on = DayField(label="Tag des Gesprächs", required=False, help_text="Leer: noch kein Termin.")

    def __init__(self, data: Any = None, *, year: int, talk: YearlyTalk | None) -> None:
        """Accept days of the year of the talk."""
        super().__init__(data, initial=_values(talk, "planned_on"))
        self.pick("planned_on").limit(date(year, 1, 1), date(year, 12, 31))


class AnswerForm(PlainForm):
    """The questions of a talk, each with its answer."""

    def __init__(self, data: Any = None, *, questions: list[TalkQuestion], answers: list[TalkAnswer]) -> None:
        """Make a field of each question."""
        said = {answer.question_id: answer.text for answer in answers}
        super().__init__(data)
        self.questions = {f"answer_{question.pk}": question for question in questions}
        for name, question in self.questions.items():
            field = NoteField(label=question.text, required=False, rows=4)
            field.initial = said.get(question.pk, "")
            self.fields[name] = field

    def answers(self) -> dict[TalkQuestion, str]:
        """Return what was answered."""
        return {question: self.cleaned_data[name] for name, question in self.questions.items()}


class ConcludeForm(PlainForm):
    """That a talk was held, and what follows."""

    held_on = DayField(label="geführt am")
    participants = TextField(label="Teilnehmende", max_length=300, required=False)
    conclusions = NoteField(label="Schlüsse", required=False, rows=6)

    def __init__(self, data: Any = None, *, year: int, talk: YearlyTalk | None) -> None:
        """Accept days of the year of the talk up to today."""
        initial = _values(talk, "held_on", "participants", "conclusions") or {}
        if talk is not None and not talk.held_on:
            initial["held_on"] = talk.planned_on
        super().__init__(data, initial=initial)
        self.pick("held_on").limit(date(year, 1, 1), min(date(year, 12, 31), dates.today()))


class StepForm(PlainForm):
    """A next step."""

    text = TextField(label="Schritt", max_length=300)
    who = TextField(label="Wer", max_length=150, required=False)
    due_on = DayField(label="bis", required=False)
