"""What the nightly work remembers, so that a restart does not repeat it."""

from django.db import models

from kim.districts.models import DistrictOwned


class NightlyJob(DistrictOwned):
    """A job of the night in a district: on which day it was last tried, and on which it last succeeded."""

    name = models.CharField("Aufgabe", max_length=50)
    tried_on = models.DateField("zuletzt versucht am")
    succeeded_on = models.DateField("zuletzt gelungen am", null=True, blank=True)

    class Meta:
        """Each job once per district."""

        ordering = ["name"]
        verbose_name = "Nächtliche Aufgabe"
        verbose_name_plural = "Nächtliche Aufgaben"
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="nightly_job_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
