"""Figures that outlive the cases behind them."""

from django.db import models

from kim.districts.models import DistrictOwned


class FrozenMonth(DistrictOwned):
    """A month whose figures are fixed."""

    month = models.DateField("Monat", help_text="Der erste Tag des Monats.")
    frozen_at = models.DateTimeField("festgeschrieben am")
    definition = models.CharField("Zählregeln", max_length=20)

    class Meta:
        """A month once."""

        ordering = ["-month"]
        verbose_name = "festgeschriebener Monat"
        verbose_name_plural = "festgeschriebene Monate"
        constraints = [models.UniqueConstraint(fields=["district", "month"], name="frozen_month_once")]

    def __str__(self) -> str:
        """Return the month."""
        return f"{self.month:%m.%Y}"


class FrozenCount(DistrictOwned):
    """One count: month × territory × measure × track. No row means 0; no person can be found in it."""

    class Level(models.TextChoices):
        """Which territory; sums of persons are not sums of rows, so every level is counted for itself."""

        MUNICIPALITY = "municipality", "Kommune"
        AREA = "area", "Bezirk"
        DISTRICT = "district", "Kreis"

    month = models.ForeignKey(FrozenMonth, on_delete=models.CASCADE, related_name="counts")
    level = models.CharField(max_length=15, choices=Level.choices)
    territory = models.CharField(max_length=50)
    measure = models.CharField(max_length=30)
    track = models.CharField(max_length=20, blank=True)
    value = models.PositiveIntegerField()

    class Meta:
        """A count once."""

        ordering = ["pk"]
        verbose_name = "festgeschriebene Zahl"
        verbose_name_plural = "festgeschriebene Zahlen"
        constraints = [
            models.UniqueConstraint(
                fields=["month", "level", "territory", "measure", "track"], name="frozen_count_once"
            )
        ]

    def __str__(self) -> str:
        """Return measure and value."""
        return f"{self.measure}: {self.value}"
