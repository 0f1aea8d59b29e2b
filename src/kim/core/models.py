"""Tables without a domain: data keys (in the database `keys`)."""

import uuid

from django.db import models


class DataKey(models.Model):
    """The key of one client, case or request, wrapped by the key-encryption key. Destroying it is the deletion."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Names for people."""

        verbose_name = "Datenschlüssel"
        verbose_name_plural = "Datenschlüssel"

    def __str__(self) -> str:
        """Return the identifier; the key itself is never shown."""
        return str(self.pk)
