"""Groups that work on what many cases have in common, and their results."""

from django.db import models
from django.db.models import F, Q

from kim.districts.models import DistrictOwned, Placed
from kim.network.models import Agreement


class Group(Placed):
    """A steering, project or working group; ended ones stay listed (ch. 5.2.6)."""

    class Kind(models.TextChoices):
        """What it is; the district may have words of its own."""

        STEERING = "steering", "Lenkungsgruppe"
        PROJECT = "project", "Projektgruppe"
        WORKING = "working", "Arbeitsgruppe"

    class State(models.TextChoices):
        """Whether it still works."""

        RUNNING = "running", "laufend"
        ENDED = "ended", "beendet"

    kind = models.CharField("Art", max_length=10, choices=Kind.choices)
    name = models.CharField("Name", max_length=250)
    mandate = models.TextField("Auftrag", blank=True)
    members = models.TextField("Mitglieder (Einrichtungen)", blank=True)
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.RUNNING)
    started_on = models.DateField("begonnen am", null=True, blank=True)
    ended_on = models.DateField("beendet am", null=True, blank=True)

    class Meta:
        """In the order of the concept; a running group has no end."""

        ordering = ["position", "name", "pk"]
        verbose_name = "Gruppe"
        verbose_name_plural = "Gruppen"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ended") | Q(ended_on__isnull=True), name="group_running_has_no_end"
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True)
                | Q(ended_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
                name="group_dates",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class GroupResult(DistrictOwned):
    """What a group brought about: a sentence, and the agreement in which it was put down."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="results")
    on = models.DateField("am", null=True, blank=True)
    text = models.TextField("Ergebnis")
    agreement = models.ForeignKey(
        Agreement, on_delete=models.SET_NULL, null=True, blank=True, related_name="results"
    )

    class Meta:
        """Oldest first."""

        ordering = ["on", "pk"]
        verbose_name = "Ergebnis"
        verbose_name_plural = "Ergebnisse"

    def __str__(self) -> str:
        """Return the text."""
        return self.text
