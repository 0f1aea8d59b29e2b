"""The parts of a concept that are kept here: focus, remarks, milestones."""

from datetime import date

from django.db import models

from kim.action_plans.rules.milestones import is_over, state_de
from kim.districts.models import Placed, once_per_place


class Part(models.TextChoices):
    """The eight parts of an action concept (ch. 5.2.1 to 5.2.8), in their order."""

    PROFILE = "profile", "Ortsprofil"
    INFRASTRUCTURE = "infrastructure", "Örtliche Infrastruktur"
    NETWORK_MAP = "network_map", "Netzwerkkarte"
    MEETINGS = "meetings", "Netzwerktreffen"
    AGREEMENTS = "agreements", "Schnittstellenkonzepte und Kooperationsvereinbarungen"
    GROUPS = "groups", "Arbeits- und Projektgruppen"
    FOCUS = "focus", "Schwerpunkte und Zielgruppen"
    ACCESS = "access", "Zugangssteuerung"


class PartRemark(Placed):
    """What is said about a part as a whole: that there is nothing, that it is being worked on, or a sentence.

    "There is nothing" makes an empty part complete; without it an empty part is missing.
    """

    class State(models.TextChoices):
        """How far the part is."""

        OPEN = "open", "keine Angabe"
        IN_PROGRESS = "in_progress", "in Bearbeitung"
        NONE = "none", "keine vorhanden"

    part = models.CharField("Baustein", max_length=15, choices=Part.choices)
    state = models.CharField("Stand", max_length=12, choices=State.choices, default=State.OPEN)
    text = models.TextField("Text", blank=True)

    class Meta:
        """One remark per place and part."""

        ordering = ["pk"]
        verbose_name = "Angabe zum Baustein"
        verbose_name_plural = "Angaben zu Bausteinen"
        constraints = once_per_place("district", "part", name="part_remark")

    def __str__(self) -> str:
        """Return the part."""
        return str(self.get_part_display())


class FocusArea(Placed):
    """A focus in topic or a target group, where it comes from and when it was last looked at (ch. 5.2.7)."""

    class Kind(models.TextChoices):
        """Topic or people."""

        TOPIC = "topic", "Schwerpunkt"
        TARGET_GROUP = "target_group", "Zielgruppe"

    class Origin(models.TextChoices):
        """From where it comes."""

        AGREEMENT = "agreement", "Absprache mit der Kommune"
        MANDATE = "mandate", "Auftrag der Lenkungsgruppe"
        OWN_ANALYSIS = "own_analysis", "eigene Bedarfsanalyse"
        FUNDING_RULE = "funding_rule", "förderrechtliche Vorgabe"

    kind = models.CharField("Art", max_length=12, choices=Kind.choices)
    title = models.CharField("Bezeichnung", max_length=250)
    origin = models.CharField("Herkunft", max_length=15, choices=Origin.choices, blank=True)
    since = models.DateField("seit", null=True, blank=True)
    reviewed_on = models.DateField("zuletzt überprüft am", null=True, blank=True)
    ended_on = models.DateField("beendet am", null=True, blank=True)
    # The version that the last look or end made: whoever presses twice says it once.
    pressed_version = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField("Hinweis", blank=True)

    class Meta:
        """In the order of the concept."""

        ordering = ["position", "title", "pk"]
        verbose_name = "Schwerpunkt oder Zielgruppe"
        verbose_name_plural = "Schwerpunkte und Zielgruppen"

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Milestone(Placed):
    """What is to be reached in a year or half-year (ch. 6)."""

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", "geplant"
        RUNNING = "running", "begonnen"
        DONE = "done", "erreicht"
        POSTPONED = "postponed", "verschoben"
        DROPPED = "dropped", "aufgegeben"

    year = models.PositiveSmallIntegerField("Jahr")
    half = models.PositiveSmallIntegerField(
        "Halbjahr", choices=[(0, "ganzes Jahr"), (1, "1. Halbjahr"), (2, "2. Halbjahr")], default=0
    )
    title = models.CharField("Meilenstein", max_length=300)
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.PLANNED)
    done_on = models.DateField("erreicht am", null=True, blank=True)
    note = models.TextField("Hinweis", blank=True)

    class Meta:
        """In order of time."""

        ordering = ["year", "half", "position", "pk"]
        verbose_name = "Meilenstein"
        verbose_name_plural = "Meilensteine"

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def state_on(self, day: date) -> str:
        """Return the state in words, as a day shows it (PLAN-31)."""
        return state_de(self.state, str(self.get_state_display()), over=is_over(self.year, self.half, day))
