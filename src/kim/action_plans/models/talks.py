"""The yearly talk with a municipality, and who does what in which rhythm (ch. 5.3, 5.4)."""

from django.db import models
from django.db.models import Q

from kim.accounts.models import Membership, Role
from kim.action_plans.models.parts import Part
from kim.districts.models import DistrictOwned, Municipality, once_per_place

MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)


class TalkQuestion(DistrictOwned):
    """A question of the yearly talk."""

    code = models.SlugField("Kürzel")
    text = models.TextField("Frage")
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    active = models.BooleanField("in Gebrauch", default=True)

    class Meta:
        """In the order of the talk."""

        ordering = ["position", "pk"]
        verbose_name = "Frage des Jahresgesprächs"
        verbose_name_plural = "Fragen des Jahresgesprächs"
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="talk_question_once")]

    def __str__(self) -> str:
        """Return the text."""
        return self.text


class YearlyTalk(DistrictOwned):
    """The talk of one year with one municipality: planned, prepared, held."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="yearly_talks")
    year = models.PositiveSmallIntegerField("Jahr")
    planned_on = models.DateField("vereinbart für", null=True, blank=True)
    held_on = models.DateField("geführt am", null=True, blank=True)
    participants = models.CharField("Teilnehmende", max_length=300, blank=True)
    conclusions = models.TextField("Schlüsse", blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """Newest first; one talk per place and year."""

        ordering = ["-year", "municipality__name"]
        verbose_name = "Jahresgespräch"
        verbose_name_plural = "Jahresgespräche"
        constraints = [
            models.UniqueConstraint(fields=["district", "municipality", "year"], name="yearly_talk_once")
        ]

    def __str__(self) -> str:
        """Return the year."""
        return f"Jahresgespräch {self.year}"


class TalkAnswer(DistrictOwned):
    """What the municipality answers to one question."""

    talk = models.ForeignKey(YearlyTalk, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(TalkQuestion, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField("Antwort", blank=True)

    class Meta:
        """One answer per question."""

        ordering = ["question__position", "pk"]
        verbose_name = "Antwort"
        verbose_name_plural = "Antworten"
        constraints = [models.UniqueConstraint(fields=["talk", "question"], name="talk_answer_once")]

    def __str__(self) -> str:
        """Return the text."""
        return self.text


class TalkStep(DistrictOwned):
    """A next step that a talk ended with."""

    talk = models.ForeignKey(YearlyTalk, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField("Schritt", max_length=300)
    who = models.CharField("Wer", max_length=150, blank=True)
    due_on = models.DateField("bis", null=True, blank=True)
    done_on = models.DateField("erledigt am", null=True, blank=True)

    class Meta:
        """By date."""

        ordering = ["due_on", "pk"]
        verbose_name = "Nächster Schritt"
        verbose_name_plural = "Nächste Schritte"

    def __str__(self) -> str:
        """Return the text."""
        return self.text


class PlanDuty(DistrictOwned):
    """A row of the table of responsibilities: which part, what, who, with whom, in which rhythm (ch. 5.4).

    A yearly duty is due between its first and last month; a continuous one is looked at every `review_months`; one on
    occasion has no day.
    """

    class Rhythm(models.TextChoices):
        """When it is done."""

        CONTINUOUS = "continuous", "fortlaufend"
        YEARLY = "yearly", "jährlich"
        ON_OCCASION = "on_occasion", "anlassbezogen"

    code = models.SlugField("Kürzel")
    part = models.CharField("Baustein", max_length=15, choices=Part.choices)
    task = models.CharField("Aufgabe", max_length=300)
    roles = models.JSONField("Zuständig", default=list)
    responsible = models.CharField("Zuständig (Wortlaut)", max_length=200, blank=True)
    cooperation = models.CharField("in Zusammenarbeit mit", max_length=300, blank=True)
    rhythm = models.CharField("Rhythmus", max_length=12, choices=Rhythm.choices)
    first_month = models.PositiveSmallIntegerField("von Monat", null=True, blank=True)
    last_month = models.PositiveSmallIntegerField("bis Monat", null=True, blank=True)
    review_months = models.PositiveSmallIntegerField("überprüft alle … Monate", default=12)
    per_municipality = models.BooleanField("je Kommune", default=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    active = models.BooleanField("in Gebrauch", default=True)

    class Meta:
        """In the order of the table; yearly duties have months."""

        ordering = ["position", "pk"]
        verbose_name = "Aufgabe"
        verbose_name_plural = "Aufgaben"
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="plan_duty_once"),
            models.CheckConstraint(
                condition=~Q(rhythm="yearly") | Q(first_month__gte=1, last_month__lte=12),
                name="plan_duty_yearly_has_months",
            ),
        ]

    def __str__(self) -> str:
        """Return the task."""
        return self.task

    @property
    def months(self) -> str:
        """The months of a yearly duty in words: "Juli bis Dezember", nothing for the whole year."""
        if not self.first_month or not self.last_month or (self.first_month, self.last_month) == (1, 12):
            return ""
        first, last = MONTHS[self.first_month - 1], MONTHS[self.last_month - 1]
        return first if first == last else f"{first} bis {last}"

    @property
    def rhythm_words(self) -> str:
        """The rhythm in words: "jährlich, Juli bis Dezember"."""
        words = str(self.get_rhythm_display())
        return f"{words}, {self.months}" if self.months else words

    @property
    def who(self) -> str:
        """Who is responsible, in the words of the table or by role."""
        return self.responsible or ", ".join(self.role_labels)

    @property
    def role_labels(self) -> list[str]:
        """The roles in words."""
        return [str(Role(role).label) for role in self.roles]


class PlanDutyDone(DistrictOwned):
    """That a duty was done for a year, for one place or for the district; `remark` says why, if it does not show.

    Of a continuous duty it is the day on which somebody last looked whether it is seen to.
    """

    duty = models.ForeignKey(PlanDuty, on_delete=models.PROTECT, related_name="done")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    year = models.PositiveSmallIntegerField("Jahr")
    done_on = models.DateField("erledigt am")
    done_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.CharField("Anmerkung", max_length=300, blank=True)

    class Meta:
        """Once a year."""

        ordering = ["-year", "pk"]
        verbose_name = "Erledigung"
        verbose_name_plural = "Erledigungen"
        constraints = once_per_place("duty", "year", name="plan_duty_done")

    def __str__(self) -> str:
        """Return duty and year."""
        return f"{self.duty} {self.year}"
