"""Partners, what was talked with them, and the meetings that come back."""

from django.db import models

from kim.accounts.models import Membership
from kim.districts.models import DistrictOwned, Municipality, Placed


class Partner(DistrictOwned):
    """A body that the programme works with; without municipalities it works in the whole district."""

    class Kind(models.TextChoices):
        """What it is (domain.md § 8.17)."""

        DISTRICT_OFFICE = "district_office", "Amt des Kreises"
        TOWN_OFFICE = "town_office", "Amt einer Stadt oder Gemeinde"
        IMMIGRATION = "immigration", "Ausländerbehörde"
        CITIZENSHIP = "citizenship", "Staatsangehörigkeitsbehörde"
        JOBCENTER = "jobcenter", "Jobcenter"
        EMPLOYMENT_AGENCY = "employment_agency", "Agentur für Arbeit"
        YOUTH_OFFICE = "youth_office", "Jugendamt"
        SCHOOL = "school", "Schule"
        DAY_CARE = "day_care", "Kita, Familienzentrum"
        WELFARE = "welfare", "Wohlfahrtsverband"
        ADVICE = "advice", "Migrationsberatung"
        LANGUAGE_COURSES = "language_courses", "Sprachkursträger"
        BUSINESS = "business", "Wirtschaft, Arbeitgeber"
        HEALTH = "health", "Gesundheit"
        HOUSING = "housing", "Wohnungswirtschaft"
        ASSOCIATION = "association", "Verein, Migrantenorganisation"
        VOLUNTEERS = "volunteers", "Ehrenamt"
        RELIGIOUS = "religious", "Kirche, Religionsgemeinschaft"
        POLICE = "police", "Polizei"
        OTHER = "other", "Sonstige"

    code = models.SlugField("Kürzel")
    name = models.CharField("Name", max_length=200)
    kind = models.CharField("Art", max_length=20, choices=Kind.choices)
    municipalities = models.ManyToManyField(
        Municipality, blank=True, related_name="+", verbose_name="Kommunen"
    )
    website = models.URLField("Internetseite", blank=True)
    note = models.TextField("Hinweis", blank=True)
    active = models.BooleanField("in Gebrauch", default=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """By name; one code once."""

        ordering = ["name", "pk"]
        verbose_name = "Partner"
        verbose_name_plural = "Partner"
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="partner_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class PartnerContact(DistrictOwned):
    """A person at a partner who is reached at work; never a client."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField("Name", max_length=150)
    function = models.CharField("Aufgabe", max_length=150, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    phone = models.CharField("Telefon", max_length=50, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """By name."""

        ordering = ["name", "pk"]
        verbose_name = "Ansprechperson"
        verbose_name_plural = "Ansprechpersonen"

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class CooperationTalk(Placed):
    """A talk with a partner about working together; with minutes it puts the partner on the network map.

    Source: concept Kreis Warendorf 2025, ch. 5.2.3.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="talks")
    held_on = models.DateField("geführt am")
    participants = models.CharField("Teilnehmende", max_length=300, blank=True)
    minutes = models.TextField("Ergebnis")
    next_steps = models.TextField("Nächste Schritte", blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        """Newest first; a talk without minutes is not documented."""

        ordering = ["-held_on", "-pk"]
        verbose_name = "Kooperationsgespräch"
        verbose_name_plural = "Kooperationsgespräche"
        constraints = [models.CheckConstraint(condition=~models.Q(minutes=""), name="talk_has_minutes")]

    def __str__(self) -> str:
        """Return the day."""
        return f"Gespräch vom {self.held_on:%d.%m.%Y}"


class NetworkMeeting(Placed):
    """A meeting that comes back and has to do with integration.

    Empty values of level, part and rhythm mean that nobody has said so. Source: ch. 5.2.4.
    """

    class Level(models.TextChoices):
        """What the meeting decides."""

        STRATEGIC = "strategic", "strategisch"
        OPERATIONAL = "operational", "operativ"

    class Part(models.TextChoices):
        """What KIM is in it."""

        REGULAR = "regular", "KIM nimmt regelmäßig teil"
        OCCASIONAL = "occasional", "KIM nimmt bei Bedarf teil"
        NONE = "none", "KIM ist nicht Mitglied"

    class Rhythm(models.TextChoices):
        """How often it meets."""

        WEEKLY = "weekly", "wöchentlich"
        MONTHLY = "monthly", "monatlich"
        TWO_MONTHLY = "two_monthly", "alle zwei Monate"
        QUARTERLY = "quarterly", "vierteljährlich"
        HALF_YEARLY = "half_yearly", "halbjährlich"
        YEARLY = "yearly", "jährlich"
        AS_NEEDED = "as_needed", "nach Bedarf"

    name = models.CharField("Name", max_length=250)
    level = models.CharField("Ebene", max_length=12, choices=Level.choices, blank=True)
    kim_part = models.CharField("Rolle von KIM", max_length=12, choices=Part.choices, blank=True)
    rhythm = models.CharField("Rhythmus", max_length=12, choices=Rhythm.choices, blank=True)
    convener = models.CharField("Lädt ein", max_length=200, blank=True)
    participants = models.TextField("Teilnehmende", blank=True)
    ended_on = models.DateField("beendet am", null=True, blank=True)

    class Meta:
        """In the order of the concept."""

        ordering = ["position", "name", "pk"]
        verbose_name = "Netzwerktreffen"
        verbose_name_plural = "Netzwerktreffen"

    def __str__(self) -> str:
        """Return the name."""
        return self.name
