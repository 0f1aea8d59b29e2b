"""The concept as it stood on a day. Rows are only ever added; triggers refuse to change or remove them."""

from django.db import models

from kim.accounts.models import Membership
from kim.districts.models import DistrictOwned, Municipality


class PlanState(DistrictOwned):
    """The content of a territory's concept on a day, written each night when it changed and at each release.

    Without a municipality it is the district's own. `content` is what the papers are printed from; `digest` is the
    SHA-256 of its canonical JSON.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    as_of = models.DateField("Stand")
    written_at = models.DateTimeField("festgehalten am")
    content = models.JSONField("Inhalt")
    digest = models.CharField(max_length=64)
    is_release = models.BooleanField("freigegeben", default=False)
    released_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField("Anlass", max_length=300, blank=True)

    class Meta:
        """Newest first."""

        ordering = ["-as_of", "-pk"]
        verbose_name = "Stand des Handlungskonzepts"
        verbose_name_plural = "Stände der Handlungskonzepte"
        indexes = [models.Index(fields=["district", "municipality", "as_of"], name="plan_state_by_place")]

    def __str__(self) -> str:
        """Return the day."""
        return f"Stand {self.as_of:%d.%m.%Y}"
