"""What is documented in a case: consultations, other contacts, needs; and the first contact."""

from django.db import models
from django.db.models import Q

from kim.accounts.models import Membership
from kim.cases.models.case import Case
from kim.cases.models.choices import Channel, NeedState, NoteKind, Outcome, Track
from kim.cases.models.client import Client
from kim.core.sealing import SealedRow, SealedTextField
from kim.districts.models import DistrictOwned, LifeDomain, Municipality
from kim.network.models import AccessRoute


class CaseEntry(SealedRow, DistrictOwned):
    """What consultations and other contacts have in common; place and track are those of the day, for the figures."""

    on = models.DateField("Datum")
    note = SealedTextField("Was war wichtig?")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    track = models.CharField("Konstellation", max_length=20, choices=Track.choices)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = SealedTextField("Grund der Rücknahme")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Abstract."""

        abstract = True


class Consultation(CaseEntry):
    """A counselling session: the only thing that moves the deadline."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consultations")
    channel = models.CharField("Art", max_length=15, choices=Channel.choices)
    minutes = models.PositiveSmallIntegerField("Dauer in Minuten", null=True, blank=True)
    client_view = SealedTextField("Wie sehen es die Klientinnen und Klienten?")
    topics = models.ManyToManyField(LifeDomain, blank=True, related_name="+")
    persons = models.ManyToManyField(Client, blank=True, related_name="consultations")
    form_nonce = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        """Newest first."""

        ordering = ["-on", "-recorded_at"]
        verbose_name = "Beratung"
        verbose_name_plural = "Beratungen"
        indexes = [
            models.Index(fields=["case", "-on"], name="consultation_of_case"),
            models.Index(fields=["district", "on", "recorded_at"], name="consultation_of_day"),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return f"Beratung am {self.on:%d.%m.%Y}"


class CaseNote(CaseEntry):
    """Another contact or a note; it does not move the deadline."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField("Art", max_length=15, choices=NoteKind.choices)
    form_nonce = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        """Newest first."""

        ordering = ["-on", "-recorded_at"]
        verbose_name = "Kontakt"
        verbose_name_plural = "Kontakte"
        indexes = [
            models.Index(fields=["case", "-on"], name="note_of_case"),
            models.Index(fields=["district", "on", "recorded_at"], name="note_of_day"),
        ]

    def __str__(self) -> str:
        """Return kind and day."""
        return f"{self.get_kind_display()} am {self.on:%d.%m.%Y}"


class Need(DistrictOwned):
    """A need of one person of a case, or of all, in one domain of life."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="needs")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="needs")
    life_domain = models.ForeignKey(LifeDomain, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("Stand", max_length=15, choices=NeedState.choices, default=NeedState.OPEN)
    urgent = models.BooleanField("dringend", default=False)
    opened_on = models.DateField("seit")
    changed_on = models.DateField("geändert am")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """In the order of the domains; a need once per person and domain."""

        ordering = ["life_domain__position", "pk"]
        verbose_name = "Bedarf"
        verbose_name_plural = "Bedarfe"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "client", "life_domain"],
                condition=Q(client__isnull=False),
                name="need_of_person_once",
            ),
            models.UniqueConstraint(
                fields=["case", "life_domain"], condition=Q(client__isnull=True), name="need_of_all_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the domain."""
        return str(self.life_domain)


class Intake(DistrictOwned):
    """A first contact and what came of it. It holds no person, so it stays for the figures."""

    on = models.DateField("am")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    access_route = models.ForeignKey(AccessRoute, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField("Ergebnis", max_length=20, choices=Outcome.choices)
    language = models.CharField("Sprache", max_length=10, blank=True)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="intakes")
    form_mark = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        """Newest first."""

        ordering = ["-on", "-pk"]
        verbose_name = "Erstkontakt"
        verbose_name_plural = "Erstkontakte"

    def __str__(self) -> str:
        """Return outcome and day."""
        return f"{self.get_outcome_display()} am {self.on:%d.%m.%Y}"
