"""People and households."""

from django.db import models

from kim.cases.models.choices import Gender, PersonRole
from kim.core.sealing import SealedRow, SealedTextField
from kim.districts.models import DistrictOwned, Municipality


class Client(SealedRow, DistrictOwned):
    """A person who is counselled. Everything that names or describes the person is sealed under the person's own key.

    `birth_date` is written as precisely as it is known: `1990-05-01`, `1990-05`, `1990` or empty.
    """

    given_name = SealedTextField("Vorname")
    family_name = SealedTextField("Familienname")
    other_names = SealedTextField("weitere Namen oder Schreibweisen")
    birth_date = SealedTextField("Geburtsdatum")
    phone = SealedTextField("Telefon")
    email = SealedTextField("E-Mail")
    address = SealedTextField("Anschrift")
    gender = models.CharField("Geschlecht", max_length=15, choices=Gender.choices, default=Gender.NOT_STATED)
    language = models.CharField("Sprache", max_length=10, blank=True)
    needs_interpreter = models.BooleanField("Dolmetschen nötig", default=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    restricted = models.BooleanField("besonders geschützt", default=False)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Names for people."""

        verbose_name = "Person"
        verbose_name_plural = "Personen"
        indexes = [models.Index(fields=["district", "restricted"], name="client_of_district")]

    def __str__(self) -> str:
        """Return the identifier; a name is only in an opened row."""
        return str(self.pk)

    @property
    def full_name(self) -> str:
        """Given name and family name of an opened row."""
        return f"{self.given_name} {self.family_name}".strip() or "ohne Namen"


class Household(DistrictOwned):
    """People who live and manage together. Its members are different people with parts of their own."""

    made_at = models.DateTimeField()

    class Meta:
        """Names for people."""

        verbose_name = "Haushalt"
        verbose_name_plural = "Haushalte"

    def __str__(self) -> str:
        """Return the identifier."""
        return f"Haushalt {self.pk}"


class HouseholdMember(DistrictOwned):
    """A person in a household, from when to when."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="households")
    role = models.CharField("Rolle", max_length=15, choices=PersonRole.choices)
    joined_on = models.DateField("seit")
    left_on = models.DateField("bis", null=True, blank=True)

    class Meta:
        """A person joins a household once at a time."""

        ordering = ["joined_on", "pk"]
        verbose_name = "Haushaltsmitglied"
        verbose_name_plural = "Haushaltsmitglieder"
        constraints = [
            models.UniqueConstraint(fields=["household", "client", "joined_on"], name="household_member_once")
        ]

    def __str__(self) -> str:
        """Return the role."""
        return self.get_role_display()
