"""Asking for the figures once a year: which office, in which round, and whether it answered."""

import secrets

from django.db import models
from django.db.models import F, Q

from kim.accounts.models import Membership
from kim.districts.models import DistrictOwned, Municipality, once_per_place


def new_secret() -> str:
    """Return what nobody can guess: 256 bits as text."""
    return secrets.token_urlsafe(32)


class SourceOffice(DistrictOwned):
    """An office that holds figures.

    With `per_municipality` every municipality has one of its own (such as the residents' registration office);
    otherwise one office answers for the whole district and all its municipalities. `note` says why an office was
    chosen where nobody has named one.
    """

    code = models.SlugField("Kürzel")
    name = models.CharField("Name", max_length=200)
    per_municipality = models.BooleanField("je Kommune eine", default=False)
    email = models.EmailField("E-Mail", blank=True)
    note = models.TextField("Anmerkung", blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    active = models.BooleanField("in Gebrauch", default=True)
    edited_on = models.DateField("hier geändert am", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """In the district's order; one code once."""

        ordering = ["position", "name"]
        verbose_name = "Auskunftsstelle"
        verbose_name_plural = "Auskunftsstellen"
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="source_office_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class CollectionRound(DistrictOwned):
    """The yearly collection of the figures of one year (reference date 31.12.)."""

    year = models.PositiveSmallIntegerField("Jahr der Zahlen")
    opened_on = models.DateField("begonnen am")
    due_on = models.DateField("Antwort bis")
    closed_on = models.DateField("beendet am", null=True, blank=True)
    opened_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """Newest first; a year once."""

        ordering = ["-year"]
        verbose_name = "Abfrage"
        verbose_name_plural = "Abfragen"
        constraints = [
            models.UniqueConstraint(fields=["district", "year"], name="collection_round_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opened_on")), name="collection_round_dates"),
        ]

    def __str__(self) -> str:
        """Return the year."""
        return f"Abfrage {self.year}"


class CollectionRequest(DistrictOwned):
    """One request to one office, answered in a form behind a link; without a municipality for the whole district.

    `secret` is part of what its link proves: with a new one, links given out before no longer open. `asked_on` is when
    the office was reached, `asked_by` how. An answer may be one of part (`answered_at`); nothing more is waited for
    once it is complete (`completed_at`).
    """

    class Way(models.TextChoices):
        """How an office got its link."""

        MAIL = "mail", "E-Mail an die Stelle"
        CONTACTS = "contacts", "E-Mail an die Ansprechpersonen der Kommune"
        HAND = "hand", "Link weitergegeben"

    round = models.ForeignKey(CollectionRound, on_delete=models.CASCADE, related_name="requests")
    office = models.ForeignKey(SourceOffice, on_delete=models.PROTECT, related_name="requests")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    email = models.EmailField("E-Mail", blank=True)
    asked_on = models.DateField("gefragt am", null=True, blank=True)
    asked_by = models.CharField("gefragt durch", max_length=10, choices=Way.choices, blank=True)
    reminded_on = models.DateField("erinnert am", null=True, blank=True)
    answered_at = models.DateTimeField("beantwortet am", null=True, blank=True)
    completed_at = models.DateTimeField("vollständig beantwortet am", null=True, blank=True)
    answered_by = models.CharField("beantwortet von", max_length=150, blank=True)
    remark = models.TextField("Anmerkung der Stelle", blank=True)
    secret = models.CharField(max_length=43, default=new_secret, editable=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """By office and place; one request per round, office and place."""

        ordering = ["office__position", "municipality__name", "pk"]
        verbose_name = "Anfrage nach Kennzahlen"
        verbose_name_plural = "Anfragen nach Kennzahlen"
        constraints = once_per_place("round", "office", name="collection_request")

    def __str__(self) -> str:
        """Return office and place."""
        return f"{self.office} · {self.municipality}" if self.municipality else str(self.office)
