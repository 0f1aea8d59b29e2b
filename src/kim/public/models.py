"""Requests of the public."""

from django.db import models

from kim.accounts.models import Membership
from kim.cases.models import Case
from kim.core.sealing import SealedRow, SealedTextField
from kim.districts.models import DistrictOwned, Municipality


class AppointmentRequest(SealedRow, DistrictOwned):
    """Somebody asks for an appointment. It is no case and is deleted after some days.

    The person comes back by a secret link; only a hash of its token is stored.
    """

    class State(models.TextChoices):
        """Where it stands."""

        NEW = "new", "neu"
        PROPOSED = "proposed", "Termin vorgeschlagen"
        CONFIRMED = "confirmed", "Termin vereinbart"
        DECLINED = "declined", "abgelehnt"
        WITHDRAWN = "withdrawn", "zurückgezogen"
        DONE = "done", "erledigt"

    class Contact(models.TextChoices):
        """How the person wants to be reached."""

        PHONE = "phone", "Telefon"
        EMAIL = "email", "E-Mail"

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField("Sprache", max_length=10)
    name = SealedTextField("Name")
    contact_kind = models.CharField("Kontakt", max_length=10, choices=Contact.choices)
    contact = SealedTextField("Telefon oder E-Mail")
    wish = SealedTextField("Wunsch zur Zeit")
    route_code = models.SlugField("Zugangsweg", default="online_termin")
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.NEW)
    responsible = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )
    received_at = models.DateTimeField("eingegangen")
    answered_at = models.DateTimeField("beantwortet", null=True, blank=True)
    appointment_at = models.DateTimeField("Termin", null=True, blank=True)
    appointment_place = models.CharField("Ort", max_length=200, blank=True)
    accepted_at = models.DateTimeField("angenommen", null=True, blank=True)
    answer = SealedTextField("Antwort")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="requests")
    token_hash = models.CharField(max_length=64)
    form_nonce = models.UUIDField(unique=True)
    delete_on = models.DateField("wird gelöscht am")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Oldest first: who waits longest is on top."""

        ordering = ["received_at", "pk"]
        verbose_name = "Terminanfrage"
        verbose_name_plural = "Terminanfragen"
        constraints = [models.UniqueConstraint(fields=["district", "token_hash"], name="request_token_once")]
        indexes = [models.Index(fields=["district", "state", "received_at"], name="request_inbox")]

    def __str__(self) -> str:
        """Return the day it came in."""
        return f"Terminanfrage vom {self.received_at:%d.%m.%Y}"
