"""The two shapes of a section of a pack: one table, or a list of tables that are rows of a model."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kim.districts.models import District, DistrictOwned
from kim.districts.pack.keys import Key, Reference, References

Entry = dict[str, Any]
Place = tuple[str | int, ...]
Identity = tuple[Any, ...]
Pack = Mapping[str, Mapping[Identity, Entry]]
# What is wrong with an entry as a whole: the key that is to blame and a German sentence.
Complaints = Iterator[tuple[str, str]]
Check = Callable[[Entry, Pack], Complaints]


class FileEntry(Entry):
    """An entry as a file has it: with the default of every key that the file leaves out."""

    left_out: frozenset[str] = frozenset()


def nothing_to_complain(entry: Entry, pack: Pack) -> Complaints:
    """Accept every entry whose single values are right."""
    yield from ()


class Removal(Enum):
    """What happens to a row whose entry is no longer in the file.

    KEEP is for what people go on writing in the product: such a row stays and is no difference, the section may be
    missing altogether, and a key that the file leaves out keeps what is stored.
    """

    KEEP = "keep"
    DELETE = "delete"
    RETIRE_IF_USED = "retire"
    REFUSE_IF_USED = "refuse"


class StillUsed(Exception):
    """A row cannot go because others point at it; the message names them in German."""


class Targets:
    """The rows of the open district that others point at, each table read once."""

    def __init__(self) -> None:
        """Start without any."""
        self._known: dict[str, dict[str, Any]] = {}

    def row(self, kind: Reference, code: str) -> Any:
        """Return the row that a code names; None for the empty code."""
        if not code:
            return None
        if code not in self._known.get(kind.table, {}):
            rows = kind.model.objects.order_by("pk")
            self._known[kind.table] = {getattr(row, kind.natural): row for row in rows}
        return self._known[kind.table][code]


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

    def place_of(self, place: Place, key: str) -> Place:
        """Return where a key of an entry stands in the file."""
        return (*place, key)

    def describe(self, entry: Entry) -> str:
        """Return what it is called in messages."""
        return self.title


@dataclass(frozen=True)
class Rows:
    """A section whose entries are rows of a model.

    An ordered section keeps the order of the file in the model's `position`; a section whose rows retire
    keeps that in `active`. Rows are matched by the keys in `identity`; where people may write the same thing twice,
    the first counts.
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
        """Return what an entry is recognised by, as texts: a value of a wrong kind can be compared too."""
        values = (entry[key] for key in self.identity)
        return tuple(value if isinstance(value, str) else repr(value) for value in values)

    def place_of(self, place: Place, key: str) -> Place:
        """Return where a key of an entry stands in the file."""
        return (*place, key)

    @property
    def keeps(self) -> bool:
        """Whether rows that are not in the file stay."""
        return self.removal is Removal.KEEP

    def in_use(self, row: Any) -> bool:
        """Whether a row belongs in a file. Where rows stay, the file itself may say that one is out of use."""
        return self.keeps or getattr(row, "active", True)

    def describe(self, entry: Entry) -> str:
        """Return what an entry is called in messages."""
        marks = ", ".join(str(entry[key]) for key in self.identity if key != self.label and entry[key])
        return f"{self.title} {entry[self.label]}" + (f" ({marks})" if marks else "")

    def read_row(self, row: Any) -> Entry:
        """Return a row as the file would have it."""
        return {key.name: key.kind.plain(getattr(row, key.attribute)) for key in self.keys}

    def rows(self) -> list[tuple[Entry, Any]]:
        """Return the open district's entries with their rows, retired ones too, in the order of the file."""
        many = [key.attribute for key in self.keys if isinstance(key.kind, References)]
        one = [key.attribute for key in self.keys if isinstance(key.kind, Reference)]
        found = self.model.objects.prefetch_related(*many).order_by("pk")
        found = found.select_related(*(name for name in one if name not in many))
        pairs = [(self.read_row(row), row) for row in found]
        pairs.sort(key=lambda pair: (pair[1].position,) if self.ordered else self.identity_of(pair[0]))
        return pairs

    def read(self) -> list[Entry]:
        """Return the entries in use."""
        return [entry for entry, row in self.by_identity().values() if self.in_use(row)]

    def by_identity(self) -> dict[Identity, tuple[Entry, Any]]:
        """Return the open district's entries with their rows by what they are recognised by."""
        found: dict[Identity, tuple[Entry, Any]] = {}
        for entry, row in self.rows():
            found.setdefault(self.identity_of(entry), (entry, row))
        return found

    def write_row(self, row: Any, entry: Entry, position: int, targets: Targets) -> None:
        """Store one entry in a new or existing row."""
        self.fill_row(row, entry, targets)
        if self.ordered:
            row.position = position
        if self.removal is Removal.RETIRE_IF_USED:
            row.active = True
        if row.pk and hasattr(row, "version"):
            row.version += 1
        row.save()
        for key in self.keys:
            if isinstance(key.kind, References):
                rows = [targets.row(key.kind, code) for code in entry[key.name]]
                getattr(row, key.attribute).set(rows)

    def fill_row(self, row: Any, entry: Entry, targets: Targets) -> None:
        """Set the columns of a row, without storing it."""
        for key in self.keys:
            value = entry[key.name]
            if not isinstance(key.kind, Reference):
                setattr(row, key.attribute, key.kind.stored(value))
            elif not isinstance(key.kind, References):
                setattr(row, key.attribute, targets.row(key.kind, value))

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


@dataclass(frozen=True)
class Folded(Rows):
    """Rows of which several stand in one table of the file: what they share once, then one key for each row.

    `spread` is the pair of keys that are not shared: what the row's name in the file is, and what its value is.
    """

    spread: tuple[str, str] = ("name", "value")

    @property
    def shared(self) -> tuple[Key, ...]:
        """The keys that stand once in a table."""
        return tuple(key for key in self.keys if key.name not in self.spread)

    def place_of(self, place: Place, key: str) -> Place:
        """See `Rows`; the place of an entry ends with its name."""
        return (*place, key) if key in self.spread else (*place[:-1], key)

    def unfold(self, table: Entry) -> Iterator[tuple[str, Entry]]:
        """Yield each name in a table of the file with its entry."""
        shared = {key.name for key in self.shared}
        common = {name: value for name, value in table.items() if name in shared}
        name_key, value_key = self.spread
        for name, value in table.items():
            if name not in shared:
                yield name, {**common, name_key: name, value_key: value}

    def fold(self, entries: list[Entry]) -> list[Entry]:
        """Return the tables of the file in which entries stand."""
        tables: dict[str, Entry] = {}
        name_key, value_key = self.spread
        for entry in entries:
            common = {key.name: entry[key.name] for key in self.shared}
            tables.setdefault(repr(common), common)[entry[name_key]] = entry[value_key]
        return list(tables.values())


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
