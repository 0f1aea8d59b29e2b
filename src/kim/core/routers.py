"""Data keys live in a database of their own, whose backups are kept for days instead of months."""

from typing import Any


class KeysRouter:
    """Sends the table of data keys to `keys` and everything else to `default`."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Return the alias to read a model from."""
        described = (model._meta.app_label, model._meta.model_name)
        return "keys" if described == ("core", "datakey") else "default"

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Return the alias to write a model to."""
        return self.db_for_read(model)

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Nothing points at a data key by foreign key."""
        # The row and not its class: the person of a request is wrapped in something that is no model.
        return self.db_for_read(one) == self.db_for_read(other)

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        """Only the table of keys is made in `keys`, and it is made nowhere else."""
        return (db == "keys") == (app_label == "core" and model_name == "datakey")
