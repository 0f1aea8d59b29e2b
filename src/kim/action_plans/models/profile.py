"""The local profile: which figures, and their values per place and year."""

from django.db import models
from django.db.models import Q

from kim.accounts.models import Membership
from kim.action_plans.models.collection import SourceOffice
from kim.districts.models import DistrictOwned, Municipality, once_per_place


class Indicator(DistrictOwned):
    """A figure of the local profile, the same for every municipality and the district (ch. 5.2.1).

    `share_of` and `whole` say that a percentage is count divided by whole; `is_additive` that the district's figure
    is the sum of its municipalities. `office` gives the figures of the municipalities, `district_office` the
    district's own; without one `office` gives it too unless every municipality has one of its own. What people
    changed here (`edited_on`) a district's file leaves as it is.
    """

    class Unit(models.TextChoices):
        """What a value is."""

        COUNT = "count", "Anzahl"
        PERCENT = "percent", "Prozent"
        LIST = "list", "Liste mit Anzahlen"

    class Direction(models.TextChoices):
        """Which change is welcome; most figures are neither good nor bad."""

        NEUTRAL = "neutral", "wertfrei"
        HIGHER = "higher", "höher ist besser"
        LOWER = "lower", "niedriger ist besser"

    class Year(models.TextChoices):
        """Which year a figure as of the end of a year speaks of."""

        SAME = "same_year", "das Jahr des Stichtags"
        PREVIOUS = "previous_year", "das Jahr davor"

    code = models.SlugField("Schlüssel")
    label = models.CharField("Bezeichnung", max_length=200)
    short_label = models.CharField("Kurz", max_length=80, blank=True)
    unit = models.CharField("Einheit", max_length=10, choices=Unit.choices)
    direction = models.CharField(
        "Richtung", max_length=10, choices=Direction.choices, default=Direction.NEUTRAL
    )
    office = models.ForeignKey(
        SourceOffice, on_delete=models.PROTECT, null=True, blank=True, related_name="indicators"
    )
    district_office = models.ForeignKey(
        SourceOffice, on_delete=models.PROTECT, null=True, blank=True, related_name="district_indicators"
    )
    district_only = models.BooleanField("nur für den ganzen Kreis", default=False)
    refers_to = models.CharField("Bezugsjahr", max_length=15, choices=Year.choices, default=Year.SAME)
    share_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    whole = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_additive = models.BooleanField("Summe der Kommunen", default=False)
    may_exceed_100 = models.BooleanField("darf über 100 % liegen", default=False)
    definition = models.TextField("Erläuterung", blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    active = models.BooleanField("in Gebrauch", default=True)
    edited_on = models.DateField("hier geändert am", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """In the order of the profile; one code once."""

        ordering = ["position", "pk"]
        verbose_name = "Kennzahl"
        verbose_name_plural = "Kennzahlen"
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="indicator_once")]

    def __str__(self) -> str:
        """Return the label."""
        return self.label

    def asked(self, municipality: Municipality | None) -> SourceOffice | None:
        """Return the office that gives the figure of a place, or without one the district's own; None for nobody."""
        if municipality is not None:
            return None if self.district_only else self.office
        if self.district_office is not None:
            return self.district_office
        return None if self.office is None or self.office.per_municipality else self.office

    def is_asked_of(self, municipality: Municipality | None) -> bool:
        """Whether there is such a figure of a place, or without one of the district."""
        return municipality is None or not self.district_only


class IndicatorValue(DistrictOwned):
    """One figure of one place (or the district) for one year.

    `number` is a count or per cent, `items` a list of {"name", "count"}; only a value has one of them. `as_of` is
    the day the figure speaks of, as a rule 31.12. of the year.
    """

    class State(models.TextChoices):
        """Whether there is a value: "not yet recorded" is a state of its own, never 0 and never empty."""

        VALUE = "value", "erfasst"
        NOT_RECORDED = "not_recorded", "noch nicht erfasst"
        NOT_AVAILABLE = "not_available", "nicht verfügbar"

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    year = models.PositiveSmallIntegerField("Jahr")
    state = models.CharField("Stand", max_length=15, choices=State.choices)
    number = models.DecimalField("Wert", max_digits=14, decimal_places=2, null=True, blank=True)
    items = models.JSONField("Liste", default=list, blank=True)
    as_of = models.DateField("Stichtag", null=True, blank=True)
    source = models.CharField("Quelle", max_length=200, blank=True)
    recorded_on = models.DateField("eingetragen am", null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """By place and year; a value once."""

        ordering = ["year", "indicator__position", "pk"]
        verbose_name = "Wert einer Kennzahl"
        verbose_name_plural = "Werte von Kennzahlen"
        constraints = [
            *once_per_place("district", "year", "indicator", name="indicator_value"),
            models.CheckConstraint(
                condition=Q(state="value") | Q(number__isnull=True, items=[]),
                name="indicator_value_has_state",
            ),
        ]

    def __str__(self) -> str:
        """Return what it is of."""
        return f"{self.indicator} {self.year}"


class FindingNote(DistrictOwned):
    """Why something that looks wrong is right; it holds as long as the values it speaks of stay the same.

    `said_by` is who entered the figure and stands by it: then coordination still decides whether that explains it.
    """

    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    text = models.TextField("Erklärung", blank=True)
    said_by = models.CharField("gesagt von", max_length=250, blank=True)
    written_on = models.DateField("am")
    written_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        """One note per finding and values: with others it is another question, and what was said of these stays."""

        ordering = ["key"]
        verbose_name = "Erklärung"
        verbose_name_plural = "Erklärungen"
        constraints = [
            models.UniqueConstraint(fields=["district", "key", "digest"], name="finding_note_once_per_values")
        ]

    def __str__(self) -> str:
        """Return the text."""
        return self.text
