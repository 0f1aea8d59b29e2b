"""The tenant and its territory."""

from functools import cached_property

from django.db import models
from django.db.models import Q

from kim.core.tenancy import TenantManager
from kim.districts.policy import Policy


class District(models.Model):
    """A district (Kreis) or independent city: the tenant."""

    class Kind(models.TextChoices):
        """Whether the district has municipalities of its own right."""

        RURAL = "rural", "Kreis"
        URBAN = "urban", "kreisfreie Stadt"

    slug = models.SlugField("Kurzname", unique=True)
    name = models.CharField("Name", max_length=100)
    ags = models.CharField("Schlüssel", max_length=5, unique=True)
    kind = models.CharField("Art", max_length=10, choices=Kind.choices)
    case_prefix = models.CharField("Beginn der Fallnummern", max_length=5, unique=True)
    policy_data = models.JSONField("Regeln", default=dict)
    vocabulary = models.JSONField("Begriffe", default=dict)
    source = models.CharField("Quelle", max_length=200, blank=True)
    as_of = models.DateField("Stand", null=True, blank=True)
    # Which office answers in a municipality that has named none.
    contact_rule = models.CharField("Ansprechstelle, wenn keine genannt ist", max_length=200, blank=True)

    class Meta:
        """Order and names for people."""

        ordering = ["name"]
        verbose_name = "Kreis"
        verbose_name_plural = "Kreise"

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @cached_property
    def policy(self) -> Policy:
        """The district's periods and limits."""
        return Policy.from_data(self.policy_data)

    def term(self, identifier: str, otherwise: str) -> str:
        """Return the district's own word for a term of the field."""
        return str(self.vocabulary.get(identifier, otherwise))


class DistrictOwned(models.Model):
    """Base of every tenant-owned table: a district column and the manager that sees only the open district."""

    # Without an index of its own: every row of an installation with one district has the same value, and SQLite
    # would rather walk all of them than use the index that fits. Tables that need it have it in a longer index.
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = TenantManager()

    class Meta:
        """Abstract."""

        abstract = True


class ServiceArea(DistrictOwned):
    """A part of the district with a coordination of its own (Bezirk, Sozialraum, Cluster)."""

    code = models.SlugField("Kürzel")
    name = models.CharField("Name", max_length=100)

    class Meta:
        """One code once per district."""

        ordering = ["name"]
        verbose_name = "Bezirk"
        verbose_name_plural = "Bezirke"
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="service_area_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Municipality(DistrictOwned):
    """A town or municipality, known by its AGS (eight digits as text)."""

    class Kind(models.TextChoices):
        """Legal kind."""

        TOWN = "town", "Stadt"
        MUNICIPALITY = "municipality", "Gemeinde"

    ags = models.CharField("AGS", max_length=8)
    name = models.CharField("Name", max_length=100)
    kind = models.CharField("Art", max_length=15, choices=Kind.choices)
    area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="municipalities"
    )
    # Empty: nobody has said whether there is one.
    clearing_point = models.BooleanField("Clearingstelle", null=True, blank=True)
    contact_office = models.CharField("Ansprechstelle für Integration", max_length=200, blank=True)
    integreat_url = models.URLField("Seite in Integreat", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """One AGS once per district."""

        ordering = ["name"]
        verbose_name = "Kommune"
        verbose_name_plural = "Kommunen"
        constraints = [models.UniqueConstraint(fields=["district", "ags"], name="municipality_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Placed(DistrictOwned):
    """Base of what belongs to one municipality or, without one, to the whole district and so to all of them."""

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Kommune",
    )
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """Abstract."""

        abstract = True


class Organisation(DistrictOwned):
    """An employer of people in the programme: the district, a municipality, a welfare association."""

    class Kind(models.TextChoices):
        """Kind of employer."""

        DISTRICT = "district", "Kreis"
        MUNICIPALITY = "municipality", "Stadt oder Gemeinde"
        WELFARE = "welfare", "Wohlfahrtsverband"

    code = models.SlugField("Kürzel")
    name = models.CharField("Name", max_length=200)
    kind = models.CharField("Art", max_length=15, choices=Kind.choices)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations"
    )

    class Meta:
        """One code once per district."""

        ordering = ["name"]
        verbose_name = "Träger"
        verbose_name_plural = "Träger"
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="organisation_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class LifeDomain(DistrictOwned):
    """A domain of life in which a person has needs (Lebensbereich)."""

    code = models.SlugField("Kürzel")
    label = models.CharField("Bezeichnung", max_length=100)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    active = models.BooleanField("in Gebrauch", default=True)

    class Meta:
        """In the district's order."""

        ordering = ["position", "label"]
        verbose_name = "Lebensbereich"
        verbose_name_plural = "Lebensbereiche"
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="life_domain_once")]

    def __str__(self) -> str:
        """Return the label."""
        return self.label


def once_per_place(*fields: str, name: str) -> list[models.BaseConstraint]:
    """Return the constraints that `fields` occur once per municipality, and once without one."""
    return [
        models.UniqueConstraint(
            fields=[*fields, "municipality"], condition=Q(municipality__isnull=False), name=f"{name}_once"
        ),
        models.UniqueConstraint(
            fields=list(fields), condition=Q(municipality__isnull=True), name=f"{name}_once_in_district"
        ),
    ]


def labels(district: District, *pairs: tuple[str, str]) -> list[tuple[str, str]]:
    """Return choices with the district's own words."""
    return [(code, district.term(code, otherwise)) for code, otherwise in pairs]
