"""From what is stored back to the text of a pack."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.districts.pack.reading import SCHEMA, all_sections
from kim.districts.pack.sections import Entry, Folded, Rows, Section


def dump_pack(district: District) -> str:
    """Return a district as the text of a pack that loads to no difference; it has no comments."""
    with district_scope(district):
        sections = all_sections()
        filled = {section.name: _entries(section, district) for section in sections}
    empty = [f"{section.name} = []" for section in sections if not filled[section.name]]
    blocks = ["\n".join([f"schema = {SCHEMA}", *empty])]
    for section in sections:
        blocks += ["\n".join(_block(section, entry)) for entry in filled[section.name]]
    return "\n\n".join(blocks) + "\n"


def _entries(section: Section, district: District) -> list[Entry]:
    if isinstance(section, Folded):
        return section.fold(section.read())
    return section.read() if isinstance(section, Rows) else [section.read(district)]


def _block(section: Section, entry: Entry) -> Iterator[str]:
    yield f"[[{section.name}]]" if isinstance(section, Rows) else f"[{section.name}]"
    keys = section.shared if isinstance(section, Folded) else section.keys
    for key in keys:
        if key.must_stand or entry[key.name] != key.default:
            yield f"{key.name} = {_value(entry[key.name])}"
    for name in sorted(entry.keys() - {key.name for key in keys}):
        yield f"{name} = {_value(entry[name])}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_value(name)} = {_value(number)}' for name, number in value.items())}}}"
    if isinstance(value, int | Decimal):
        return str(value)
    # JSON's escapes are TOML's, but for one character that JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
