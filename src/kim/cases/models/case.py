"""The case, its periods and who may see it."""

from django.db import models
from django.db.models import F, Q

from kim.accounts.models import Membership
from kim.cases.models.choices import CaseStatus, ClosingReason, PersonRole, Track
from kim.cases.models.client import Client, Household
from kim.core.sealing import SealedRow, SealedTextField
from kim.districts.models import DistrictOwned, Municipality
from kim.network.models import AccessRoute


class CaseCounter(DistrictOwned):
    """The last running number of case numbers in a year."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        """One per year."""

        verbose_name = "Zähler der Fallnummern"
        verbose_name_plural = "Zähler der Fallnummern"
        constraints = [models.UniqueConstraint(fields=["district", "year"], name="case_counter_once")]

    def __str__(self) -> str:
        """Return year and number."""
        return f"{self.year}: {self.last}"


class Case(SealedRow, DistrictOwned):
    """The unit of counting: one person or chosen members of a household.

    `track`, `municipality`, `last_consultation_on` and `closes_on` repeat what periods and consultations say, so that
    lists and the nightly run need one index; only actions write them.
    """

    class Kind(models.TextChoices):
        """Whether the case is about one person or a household."""

        PERSON = "person", "Einzelperson"
        HOUSEHOLD = "household", "Familie oder Haushalt"

    number = models.CharField("Fallnummer", max_length=20)
    kind = models.CharField("Art", max_length=10, choices=Kind.choices, default=Kind.PERSON)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    access_route = models.ForeignKey(AccessRoute, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="led_cases")
    track = models.CharField("Konstellation", max_length=20, choices=Track.choices)
    status = models.CharField("Stand", max_length=10, choices=CaseStatus.choices, default=CaseStatus.ACTIVE)
    opened_on = models.DateField("eröffnet am")
    last_consultation_on = models.DateField("letzte Beratung", null=True, blank=True)
    prolonged_until = models.DateField("verlängert bis", null=True, blank=True)
    closes_on = models.DateField("schließt sich am", null=True, blank=True)
    closed_on = models.DateField("abgeschlossen am", null=True, blank=True)
    closing_reason = models.CharField("Grund", max_length=30, choices=ClosingReason.choices, blank=True)
    archived_on = models.DateField("archiviert am", null=True, blank=True)
    delete_on = models.DateField("wird gelöscht am", null=True, blank=True)
    concern = SealedTextField("Anliegen")
    closing_note = SealedTextField("Zum Abschluss")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Newest first; a number once per district; the three states exclude each other."""

        ordering = ["-opened_on", "-number"]
        verbose_name = "Fall"
        verbose_name_plural = "Fälle"
        constraints = [
            models.UniqueConstraint(fields=["district", "number"], name="case_number_once"),
            models.CheckConstraint(
                condition=Q(
                    status="active", closed_on__isnull=True, archived_on__isnull=True, delete_on__isnull=True
                )
                | Q(
                    status="closed", closed_on__isnull=False, archived_on__isnull=True, delete_on__isnull=True
                )
                | Q(
                    status="archived",
                    closed_on__isnull=False,
                    archived_on__isnull=False,
                    delete_on__isnull=False,
                ),
                name="case_status_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "lead", "status", "-opened_on"], name="case_of_lead"),
            models.Index(fields=["district", "status", "closes_on"], name="case_closing"),
            models.Index(fields=["district", "status", "closed_on"], name="case_archiving"),
            models.Index(fields=["district", "status", "delete_on"], name="case_deleting"),
            models.Index(fields=["district", "-opened_on", "-number"], name="case_newest"),
            models.Index(
                fields=["district"], name="case_recorded_twice", condition=Q(closing_reason="recorded_twice")
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class CaseMember(DistrictOwned):
    """A person of the household on whom the case is."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="members")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="case_members")
    role = models.CharField("Rolle", max_length=15, choices=PersonRole.choices, default=PersonRole.APPLICANT)
    joined_on = models.DateField("seit")
    left_on = models.DateField("bis", null=True, blank=True)

    class Meta:
        """A person once per case."""

        ordering = ["joined_on", "pk"]
        verbose_name = "Person im Fall"
        verbose_name_plural = "Personen im Fall"
        constraints = [models.UniqueConstraint(fields=["case", "client"], name="case_member_once")]

    def __str__(self) -> str:
        """Return the role."""
        return self.get_role_display()


class CasePeriod(SealedRow, DistrictOwned):
    """A time in which a case was active with one track in one municipality: [starts_on, ends_on).

    All figures of stock and change are counted from these rows.
    """

    class Began(models.TextChoices):
        """What began the period."""

        OPENED = "opened", "eröffnet"
        REACTIVATED = "reactivated", "wieder aufgenommen"
        TRACK = "track", "Konstellation geändert"
        MOVED = "moved", "umgezogen"

    class Ended(models.TextChoices):
        """What ended it."""

        OPEN = "", "läuft"
        CLOSED = "closed", "abgeschlossen"
        TRACK = "track", "Konstellation geändert"
        MOVED = "moved", "umgezogen"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="periods")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    track = models.CharField("Konstellation", max_length=20, choices=Track.choices)
    starts_on = models.DateField("von")
    ends_on = models.DateField("bis", null=True, blank=True)
    began_as = models.CharField("Beginn", max_length=12, choices=Began.choices)
    ended_as = models.CharField("Ende", max_length=12, choices=Ended.choices, blank=True, default="")
    closing_reason = models.CharField("Grund", max_length=30, choices=ClosingReason.choices, blank=True)
    reason = SealedTextField("Begründung")

    class Meta:
        """Oldest first; a case has at most one open period."""

        ordering = ["starts_on", "pk"]
        verbose_name = "Abschnitt"
        verbose_name_plural = "Abschnitte"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ends_on__isnull=True), name="one_open_period"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="period_dates"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "starts_on", "ends_on"], name="period_dates_index"),
            models.Index(fields=["district", "case", "starts_on"], name="period_of_case"),
        ]

    def __str__(self) -> str:
        """Return track and beginning."""
        return f"{self.get_track_display()} ab {self.starts_on:%d.%m.%Y}"


class CaseWorker(DistrictOwned):
    """A colleague who works in a case beside the lead."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="workers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="shared_cases")
    starts_on = models.DateField("von")
    ends_on = models.DateField("bis", null=True, blank=True)

    class Meta:
        """A colleague once per case."""

        ordering = ["starts_on", "pk"]
        verbose_name = "Mitarbeit im Fall"
        verbose_name_plural = "Mitarbeit im Fall"
        constraints = [models.UniqueConstraint(fields=["case", "membership"], name="case_worker_once")]

    def __str__(self) -> str:
        """Return the colleague."""
        return str(self.membership)


class CaseGrant(SealedRow, DistrictOwned):
    """Access to one case for one person with a reason, for a time; the case manager sees it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="grants")
    granted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField("Begründung")
    starts_on = models.DateField("von")
    ends_on = models.DateField("bis")

    class Meta:
        """Every grant ends."""

        ordering = ["-starts_on", "pk"]
        verbose_name = "Freigabe"
        verbose_name_plural = "Freigaben"
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="grant_dates")]

    def __str__(self) -> str:
        """Return for whom."""
        return str(self.membership)


class Handover(SealedRow, DistrictOwned):
    """Handing a case to a colleague. It takes effect when the colleague accepts."""

    class State(models.TextChoices):
        """Where it stands."""

        OFFERED = "offered", "angeboten"
        ACCEPTED = "accepted", "angenommen"
        RETURNED = "returned", "zurückgegeben"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="handovers")
    note = SealedTextField("Hinweis zur Übergabe")
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.OFFERED)
    handed_on = models.DateField("übergeben am")
    answered_on = models.DateField("beantwortet am", null=True, blank=True)

    class Meta:
        """One open handover per case."""

        ordering = ["-handed_on", "pk"]
        verbose_name = "Übergabe"
        verbose_name_plural = "Übergaben"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="offered"), name="one_open_handover")
        ]

    def __str__(self) -> str:
        """Return to whom."""
        return f"an {self.receiver}"


class Prolongation(SealedRow, DistrictOwned):
    """A deadline moved by a person, with the reason."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="prolongations")
    until = models.DateField("bis")
    made_on = models.DateField("am")
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField("Begründung")

    class Meta:
        """Newest first."""

        ordering = ["-made_on", "-pk"]
        verbose_name = "Verlängerung"
        verbose_name_plural = "Verlängerungen"

    def __str__(self) -> str:
        """Return until when."""
        return f"bis {self.until:%d.%m.%Y}"
