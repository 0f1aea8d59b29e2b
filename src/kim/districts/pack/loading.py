"""Comparing a pack with what is stored, and storing it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from kim.core.tenancy import district_scope
from kim.core.trace import record
from kim.districts.models import District, DistrictOwned
from kim.districts.pack.reading import PackRefused, Problem, all_sections, check, read_text
from kim.districts.pack.sections import (
    Entry,
    FileEntry,
    Folded,
    Identity,
    Pack,
    Rows,
    Section,
    StillUsed,
    Table,
    Targets,
)

ADDED, CHANGED, REMOVED, RETIRED, MOVED = "+", "~", "-", "/", "↕"


@dataclass(frozen=True)
class Change:
    """One difference: its kind (`+ ~ - / ↕`), the entry, and for a change each key with before and after."""

    kind: str
    what: str
    values: tuple[tuple[str, Any, Any], ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield what a person reads."""
        yield f"{self.kind} {self.what}"
        for key, before, after in self.values:
            yield f"    {key}: {_said(before)} → {_said(after)}"


@dataclass
class Loaded:
    """What loading a pack does or did."""

    district_name: str
    applied: bool
    changes: list[Change] = field(default_factory=list)

    def sentence(self) -> str:
        """Return the result in one German sentence."""
        if not self.changes:
            return f"{self.district_name}: Keine Änderung."
        words = (
            (ADDED, "neu"),
            (CHANGED, "geändert"),
            (REMOVED, "entfernt"),
            (RETIRED, "stillgelegt"),
            (MOVED, "umgestellt"),
        )
        counts = ", ".join(f"{number} {word}" for kind, word in words if (number := self._count(kind)))
        end = "Übernommen." if self.applied else "Nichts geschrieben; --apply übernimmt es."
        return f"{self.district_name}: {counts}. {end}"

    def _count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "leer"
    if isinstance(value, dict):
        return ", ".join(f"{name} {number}" for name, number in value.items())
    return "leer" if value in {"", None} else str(value)


def load_pack(path: Path | str, *, apply: bool = False) -> Loaded:
    """Compare a pack with what is stored and, with `apply`, store it; raise PackRefused with all problems.

    The comparison writes too and takes it back, so that it says exactly what `apply` would do.
    """
    path = Path(path)
    pack = check(path.name, read_text(path))
    with transaction.atomic():
        loaded = _store(path.name, pack)
        loaded.applied = apply
        if not apply:
            transaction.set_rollback(True)
    return loaded


def _store(source: str, pack: Pack) -> Loaded:
    district = _district(source, pack["district"][()])
    loaded = Loaded(pack["district"][()]["name"], applied=False)
    stored_before = district.pk is not None
    sections = all_sections()
    for section in sections:
        if isinstance(section, Table):
            before = section.read(district) if stored_before else None
            loaded.changes += _differences(
                section, {} if before is None else {(): before}, pack[section.name]
            )
            section.write(district, pack[section.name][()])
    district.save()
    rows = [section for section in sections if isinstance(section, Rows)]
    with district_scope(district):
        for section in rows:
            loaded.changes += _write_rows(section, source, district, pack)
        refused = [problem for section in reversed(rows) for problem in _remove_rows(section, pack, loaded)]
        if refused:
            raise PackRefused(source, refused)
        if loaded.changes:
            record(None, "district_loaded", subject=district)
        if not stored_before:
            for path in settings.PACK_FIRST_LOADED:
                import_string(path)(district)
    return loaded


def _district(source: str, entry: Entry) -> District:
    found = District.objects.select_for_update().filter(slug=entry["slug"]).first()
    if found is None and connection.vendor == "sqlite" and (other := District.objects.first()):
        sentence = (
            f"{entry['name']} kann nicht dazukommen: SQLite trägt nur einen Kreis, und {other.name} ist "
            "schon da; für mehrere Kreise braucht die Installation PostgreSQL"
        )
        raise PackRefused(source, [Problem(0, sentence)])
    return found or District(slug=entry["slug"])


def _differences(section: Section, stored: dict[Identity, Entry], wanted: Any) -> Iterator[Change]:
    for identity, entry in wanted.items():
        before = stored.get(identity)
        if before is None:
            yield Change(ADDED, section.describe(entry))
        elif changed := tuple((key, before[key], entry[key]) for key in entry if before[key] != entry[key]):
            yield Change(CHANGED, section.describe(entry), changed)


def _write_rows(section: Rows, source: str, district: District, pack: Pack) -> list[Change]:
    known = section.by_identity()
    in_use = {key: entry for key, (entry, row) in known.items() if section.in_use(row)}
    edited = {key for key, (_, row) in known.items() if getattr(row, "edited_on", None)}
    # What people have changed in the product is theirs: the file seeds it once.
    wanted = {
        key: in_use[key]
        if key in edited & in_use.keys()
        else _completed(section, source, entry, in_use[key], pack)
        if key in in_use
        else entry
        for key, entry in pack[section.name].items()
    }
    changes = list(_differences(section, in_use, wanted))
    common = [key for key in in_use if key in wanted]
    if section.ordered and common != [key for key in wanted if key in in_use]:
        changes.append(Change(MOVED, f"{section.title}: Reihenfolge"))
    targets = Targets()
    new: list[DistrictOwned] = []
    for position, (identity, entry) in enumerate(wanted.items()):
        row: Any = known[identity][1] if identity in known else section.model(district=district)
        if isinstance(section, Folded) and identity not in known:
            section.fill_row(row, entry, targets)
            new.append(row)
        elif in_use.get(identity) != entry:
            section.write_row(row, entry, position, targets)
        elif section.ordered and row.position != position:
            row.position = position
            row.save(update_fields=["position"])
    section.model.objects.bulk_create(new)
    return changes


def _completed(section: Rows, source: str, entry: Entry, stored: Entry, pack: Pack) -> Entry:
    """Return an entry with what is stored where the file leaves something out; refuse what does not fit together."""
    left_out = entry.left_out if isinstance(entry, FileEntry) else frozenset()
    kept = left_out if section.keeps else left_out & {key.name for key in section.keys if key.typed}
    if not kept:
        return entry
    whole = {**entry, **{key: stored[key] for key in kept}}
    described = section.describe(entry)
    if problems := [Problem(0, f"{described}: {key}: {text}") for key, text in section.check(whole, pack)]:
        raise PackRefused(source, problems)
    return whole


def _remove_rows(section: Rows, pack: Pack, loaded: Loaded) -> Iterator[Problem]:
    if section.keeps:
        return
    for entry, row in section.rows():
        if section.identity_of(entry) in pack[section.name] or not getattr(row, "active", True):
            continue
        described = section.describe(entry)
        try:
            section.remove_row(row)
        except StillUsed as used:
            yield Problem(0, f"{described} fehlt in der Datei, wird aber noch gebraucht ({used})")
        else:
            loaded.changes.append(Change(RETIRED if row.pk else REMOVED, described))
