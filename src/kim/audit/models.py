"""The trace that nobody can remove unnoticed."""

from django.db import models

from kim.accounts.models import Membership
from kim.core.ids import new_id
from kim.core.sealing import SealedTextField
from kim.districts.models import DistrictOwned


class AuditEntry(DistrictOwned):
    """One reading or change. It points at its subject by a random identifier, so it stays true after deletion.

    `digest` is an HMAC-SHA256 over this entry and the digest of the one before: a changed, removed or inserted
    entry breaks the chain, and without the installation's key nobody can mend it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveBigIntegerField("Nummer")
    at = models.DateTimeField("Zeitpunkt")
    actor = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    action = models.SlugField("Vorgang", max_length=60)
    subject_kind = models.CharField("Art", max_length=40, blank=True)
    subject_id = models.UUIDField("Gegenstand", null=True, blank=True)
    key_id = models.UUIDField(null=True, blank=True, editable=False)
    detail = SealedTextField("Einzelheit")
    digest = models.BinaryField(max_length=32)

    class Meta:
        """Newest first; numbers have no gaps within a district."""

        ordering = ["-number"]
        verbose_name = "Eintrag im Protokoll"
        verbose_name_plural = "Einträge im Protokoll"
        constraints = [models.UniqueConstraint(fields=["district", "number"], name="audit_number_once")]
        indexes = [models.Index(fields=["subject_id", "-number"], name="audit_subject")]

    def __str__(self) -> str:
        """Return number and action."""
        return f"{self.number} {self.action}"


class ChainHead(DistrictOwned):
    """The last link of a district's chain; it is locked while a new one is added.

    `seal` is an HMAC over number and digest: who cuts off the newest entries cannot set the end back to match.
    """

    number = models.PositiveBigIntegerField(default=0)
    digest = models.BinaryField(max_length=32, default=bytes(32))
    seal = models.BinaryField(max_length=32, default=bytes)

    class Meta:
        """One per district."""

        verbose_name = "Ende der Kette"
        verbose_name_plural = "Enden der Ketten"
        constraints = [models.UniqueConstraint(fields=["district"], name="chain_head_once")]

    def __str__(self) -> str:
        """Return the last number."""
        return str(self.number)
