"""The record of what the nightly run did."""

from django.db import models

from kim.accounts.models import Membership
from kim.core.ids import new_id
from kim.districts.models import DistrictOwned


class Held(models.TextChoices):
    """Why deletions wait for a person."""

    CLOCK_WENT_BACK = "clock_went_back", "Die Uhr des Servers ging zurück"
    CLOCK_JUMPED = "clock_jumped", "Ungewöhnlich viele Tage seit dem letzten Lauf"
    TOO_MANY = "too_many", "Mehr Löschungen fällig, als ein Lauf allein ausführen darf"
    LARGE_SHARE = "large_share", "Mehr als die Hälfte aller Fälle zur Löschung fällig"
    NOT_FROZEN = (
        "not_frozen",
        "Zahlen der Monate noch nicht festgeschrieben",
    )


class RetentionRun(DistrictOwned):
    """One run over the deadlines of a district; closings and archivings of a run can be undone."""

    day = models.DateField("Stichtag")
    ran_at = models.DateTimeField("gelaufen am")
    finished_at = models.DateTimeField("beendet am", null=True, blank=True)
    started_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed = models.PositiveIntegerField("abgeschlossen", default=0)
    archived = models.PositiveIntegerField("archiviert", default=0)
    deleted = models.PositiveIntegerField("gelöscht", default=0)
    requests_deleted = models.PositiveIntegerField("Anfragen gelöscht", default=0)
    held_back = models.PositiveIntegerField("angehalten", default=0)
    brake = models.CharField("Warum angehalten", max_length=20, choices=Held.choices, blank=True)
    closings_held = models.BooleanField("Abschlüsse angehalten", default=False)
    undone_at = models.DateTimeField("zurückgenommen am", null=True, blank=True)
    undone_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        """Newest first."""

        ordering = ["-ran_at", "-pk"]
        verbose_name = "Lauf"
        verbose_name_plural = "Läufe"

    def __str__(self) -> str:
        """Return the day."""
        return f"Lauf vom {self.day:%d.%m.%Y}"


class RetentionStep(DistrictOwned):
    """What a run did with one case; the case is named by a random identifier that means nothing after its deletion."""

    class Action(models.TextChoices):
        """What was done."""

        CLOSED = "closed", "abgeschlossen"
        ARCHIVED = "archived", "archiviert"

    run = models.ForeignKey(RetentionRun, on_delete=models.CASCADE, related_name="steps")
    case_id = models.UUIDField()
    action = models.CharField(max_length=10, choices=Action.choices)
    as_of = models.DateField("zum")
    case_version = models.PositiveIntegerField(
        help_text="Stand des Falls nach diesem Schritt; hat er sich seitdem geändert, wird nichts zurückgenommen."
    )
    undone = models.BooleanField(default=False)

    class Meta:
        """In the order of doing."""

        ordering = ["pk"]
        verbose_name = "Schritt"
        verbose_name_plural = "Schritte"
        indexes = [models.Index(fields=["case_id"], name="retention_step_case")]

    def __str__(self) -> str:
        """Return what was done."""
        return self.get_action_display()


class RetentionRelease(DistrictOwned):
    """A person lets a run do what was held back: on one day, at most so many changes."""

    day = models.DateField("Stichtag")
    count = models.PositiveIntegerField("Änderungen")
    released_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField("freigegeben am")
    run = models.ForeignKey(
        RetentionRun, on_delete=models.PROTECT, null=True, blank=True, related_name="releases"
    )

    class Meta:
        """Newest first."""

        ordering = ["-released_at", "-pk"]
        verbose_name = "Freigabe eines Laufs"
        verbose_name_plural = "Freigaben von Läufen"

    def __str__(self) -> str:
        """Return the day."""
        return f"Freigabe für den {self.day:%d.%m.%Y}"


class DeletionCertificate(DistrictOwned):
    """Proof that a case is deleted, without anything about the person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(
        RetentionRun, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    deleted_at = models.DateTimeField("gelöscht am")
    due_on = models.DateField("fällig am")
    keys_destroyed = models.PositiveSmallIntegerField("vernichtete Schlüssel")
    rows_deleted = models.PositiveIntegerField("gelöschte Datensätze")
    cause = models.CharField("Anlass", max_length=20, default="period")

    class Meta:
        """Newest first."""

        ordering = ["-deleted_at", "-pk"]
        verbose_name = "Löschnachweis"
        verbose_name_plural = "Löschnachweise"

    def __str__(self) -> str:
        """Return the day."""
        return f"Löschung vom {self.deleted_at:%d.%m.%Y}"
