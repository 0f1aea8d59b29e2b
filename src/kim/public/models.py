"""Requests of the public."""

from django.db import models

from kim.accounts.models import Membership
from kim.cases.models import Case
from kim.core.sealing import SealedRow, SealedTextField
from kim.districts.models import DistrictOwned, Municipality


class AppointmentRequest(SealedRow, DistrictOwned):
    """Somebody asks for an appointment. It is no case and is deleted after some days.

    The person comes back by a secret link; only a hash of its token is stored, and of the form only
    `form_mark`, from which the link cannot be made again. `waiting_since` is the moment from which the person
    waits for an answer: the request itself, or the wish for another appointment.
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

    class DeclineReason(models.TextChoices):
        """Why there is no appointment; the person reads it in their language."""

        OTHER_OFFICE = "other_office", "andere Stelle zuständig"
        OTHER_DISTRICT = "other_district", "wohnt nicht im Kreis"
        NOT_REACHED = "not_reached", "nicht erreicht"
        TWICE = "twice", "doppelt gestellt"

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
    waiting_since = models.DateTimeField("wartet seit")
    answered_at = models.DateTimeField("beantwortet", null=True, blank=True)
    appointment_at = models.DateTimeField("Termin", null=True, blank=True)
    appointment_place = SealedTextField("Ort")
    accepted_at = models.DateTimeField("angenommen", null=True, blank=True)
    decline_reason = models.CharField("Grund", max_length=20, choices=DeclineReason.choices, blank=True)
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="requests")
    token_hash = models.CharField(max_length=64)
    form_mark = models.UUIDField()
    delete_on = models.DateField("wird gelöscht am")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Oldest first: who waits longest is on top."""

        ordering = ["received_at", "pk"]
        verbose_name = "Terminanfrage"
        verbose_name_plural = "Terminanfragen"
        constraints = [
            models.UniqueConstraint(fields=["district", "token_hash"], name="request_token_once"),
            models.UniqueConstraint(fields=["district", "form_mark"], name="request_form_once"),
        ]
        indexes = [models.Index(fields=["district", "state", "waiting_since"], name="request_inbox")]

    def __str__(self) -> str:
        """Return the day it came in."""
        return f"Terminanfrage vom {self.received_at:%d.%m.%Y}"
