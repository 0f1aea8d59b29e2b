"""The two shapes of a section of a pack: one table, or a list of tables that are rows of a model."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kim.districts.models import District, DistrictOwned
from kim.districts.pack.keys import Key, References

Entry = dict[str, Any]
Identity = tuple[Any, ...]
Pack = Mapping[str, Mapping[Identity, Entry]]
# What is wrong with an entry as a whole: the key that is to blame and a German sentence.
Complaints = Iterator[tuple[str, str]]
Check = Callable[[Entry, Pack], Complaints]


def nothing_to_complain(entry: Entry, pack: Pack) -> Complaints:
    """Accept every entry whose single values are right."""
    yield from ()


class Removal(Enum):
    """What happens to a row whose entry is no longer in the file."""

    DELETE = "delete"
    RETIRE_IF_USED = "retire"
    REFUSE_IF_USED = "refuse"


class StillUsed(Exception):
    """A row cannot go because others point at it; the message names them in German."""


@dataclass(frozen=True)
class Table:
    """A section that is one table and lives in columns of the district itself."""

    name: str
    title: str
    keys: tuple[Key, ...]
    read: Callable[[District], Entry]
    write: Callable[[District, Entry], None]
    check: Check = nothing_to_complain

    def identity_of(self, entry: Entry) -> Identity:
        """There is only one."""
        return ()

    def describe(self, entry: Entry) -> str:
        """Return what it is called in messages."""
        return self.title


@dataclass(frozen=True)
class Rows:
    """A section whose entries are rows of a model.

    An ordered section keeps the order of the file in the model's `position`; a section whose rows retire
    keeps that in `active`. Rows are matched by the keys in `identity`.
    """

    name: str
    title: str
    model: type[DistrictOwned]
    keys: tuple[Key, ...]
    identity: tuple[str, ...] = ("code",)
    label: str = "name"
    removal: Removal = Removal.REFUSE_IF_USED
    ordered: bool = False
    check: Check = nothing_to_complain

    def identity_of(self, entry: Entry) -> Identity:
        """Return what an entry is recognised by."""
        return tuple(entry[key] for key in self.identity)

    def describe(self, entry: Entry) -> str:
        """Return what an entry is called in messages."""
        marks = ", ".join(str(entry[key]) for key in self.identity if key != self.label and entry[key])
        return f"{self.title} {entry[self.label]} ({marks})"

    def read_row(self, row: Any) -> Entry:
        """Return a row as the file would have it."""
        return {key.name: key.kind.plain(getattr(row, key.attribute)) for key in self.keys}

    def rows(self) -> list[tuple[Entry, Any]]:
        """Return the open district's entries with their rows, retired ones too, in the order of the file."""
        many = [key.attribute for key in self.keys if isinstance(key.kind, References)]
        found = self.model.objects.prefetch_related(*many).order_by("pk")
        pairs = [(self.read_row(row), row) for row in found]
        pairs.sort(key=lambda pair: (pair[1].position,) if self.ordered else self.identity_of(pair[0]))
        return pairs

    def read(self) -> list[Entry]:
        """Return the entries in use."""
        return [entry for entry, row in self.rows() if getattr(row, "active", True)]

    def write_row(self, row: Any, entry: Entry, position: int) -> None:
        """Store one entry in a new or existing row."""
        many = [key for key in self.keys if isinstance(key.kind, References)]
        for key in self.keys:
            if key not in many:
                setattr(row, key.attribute, key.kind.stored(entry[key.name]))
        if self.ordered:
            row.position = position
        if self.removal is Removal.RETIRE_IF_USED:
            row.active = True
        row.save()
        for key in many:
            getattr(row, key.attribute).set(key.kind.stored(entry[key.name]))

    def remove_row(self, row: Any) -> None:
        """Delete or retire one row; raise StillUsed if it can be neither."""
        users = users_of(row) if self.removal is not Removal.DELETE else []
        if users and self.removal is Removal.REFUSE_IF_USED:
            raise StillUsed(", ".join(users))
        if users:
            row.active = False
            row.save(update_fields=["active"])
        else:
            row.delete()


Section = Table | Rows


def users_of(row: Any) -> list[str]:
    """Return what points at a row, in German: `2 × Sprechzeit`. Apps above are found without knowing them."""
    own_links = {relation.remote_field.through for relation in row._meta.many_to_many}
    found = []
    for relation in row._meta.get_fields(include_hidden=True):
        # Many-to-many relations are found through the table in between.
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        model = relation.related_model
        number = (
            model._base_manager.filter(**{relation.field.name: row}).count() if model not in own_links else 0
        )
        if number:
            found.append(f"{number} × {(model._meta.auto_created or model)._meta.verbose_name}")
    return found
