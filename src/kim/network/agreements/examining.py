"""Whether a file that somebody uploads is a Word template that may be filled: a list of what is wrong with it."""

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from kim.core.parcels import TooLarge, unpacked

LARGEST_FILE: Final = 2 * 1024 * 1024
LARGEST_UNPACKED: Final = 20 * 1024 * 1024
LARGEST_BODY: Final = 4 * 1024 * 1024
MOST_ENTRIES: Final = 300
MOST_PROBLEMS: Final = 12

BODY: Final = "word/document.xml"
#: What a template has no use for: programs, embedded files, parts of other documents.
FORBIDDEN_NAMES: Final = (
    "vbaproject",
    "vbadata",
    "activex",
    "embeddings/",
    "customui",
    "oleobject",
    "afchunk",
)
FORBIDDEN_KINDS: Final = frozenset(
    {
        "activexcontrolbinary",
        "afchunk",
        "attachedtemplate",
        "control",
        "extensibility",
        "frame",
        "keymapcustomizations",
        "mailmergesource",
        "oleobject",
        "package",
        "subdocument",
        "vbaproject",
        "wordvbadata",
    }
)
PICTURES: Final = frozenset({"image", "thumbnail"})
#: Fields that Word works out by itself without opening or starting anything.
ALLOWED_FIELDS: Final = frozenset(
    ["PAGE", "NUMPAGES", "SECTIONPAGES", "DATE", "TITLE", "STYLEREF", "TOC", "PAGEREF", "REF", "HYPERLINK"]
)
NO_WORD_FILE: Final = "Das ist keine Word-Datei (.docx)."


def problems_of_file(content: bytes) -> list[str]:
    """Return what is wrong with an uploaded file as such, in German; an empty list if nothing is."""
    if len(content) > LARGEST_FILE:
        return ["Die Datei ist größer als 2 MB."]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            problems = list(_problems_of_archive(archive))
        if problems:
            return problems
        parts = unpacked(content, most_parts=MOST_ENTRIES, most_bytes=LARGEST_UNPACKED)
        return list(dict.fromkeys(_problems_of_parts(parts)))[:MOST_PROBLEMS]
    except TooLarge:
        return ["Die Datei ist entpackt zu groß."]
    # Whatever a broken or hostile archive does to the library, it is no Word file.
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return [NO_WORD_FILE]
    except Exception as error:
        if type(error).__module__.partition(".")[0] in {"zlib", "lxml", "docx"}:
            return [NO_WORD_FILE]
        raise


def _problems_of_archive(archive: zipfile.ZipFile) -> Iterator[str]:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    sizes = {entry.filename: entry.file_size for entry in entries}
    if BODY not in sizes or "[Content_Types].xml" not in sizes:
        yield NO_WORD_FILE
    elif any(entry.flag_bits & 1 for entry in entries):
        yield "Die Datei ist mit einem Kennwort geschützt."
    elif len(entries) > MOST_ENTRIES or sum(sizes.values()) > LARGEST_UNPACKED or sizes[BODY] > LARGEST_BODY:
        yield "Die Datei ist entpackt zu groß."
    elif len(set(names)) < len(names) or any(_leads_away(name) for name in names):
        yield NO_WORD_FILE
    elif any(word in name.lower() for name in names for word in FORBIDDEN_NAMES):
        yield "Die Datei enthält Makros oder eingebettete Dateien. Bitte als einfaches Word-Dokument speichern."


def _leads_away(name: str) -> bool:
    return (
        name.startswith(("/", "\\")) or ".." in name or "\\" in name or posixpath.normpath(name) in {"", "."}
    )


def _problems_of_parts(parts: Mapping[str, bytes]) -> Iterator[str]:
    from docx.oxml.parser import parse_xml

    for name, content in parts.items():
        if not name.lower().endswith((".xml", ".rels")):
            continue
        root = parse_xml(content)
        if root.getroottree().docinfo.doctype:
            yield "Die Datei enthält Verweise, die sich nicht prüfen lassen."
        examine = _examiner(name)
        yield from examine(root)


def _examiner(name: str) -> Callable[[Any], Iterator[str]]:
    if name.lower().endswith(".rels"):
        return _problems_of_links
    return _problems_of_types if name == "[Content_Types].xml" else _problems_of_fields


def _problems_of_types(root: Any) -> Iterator[str]:
    if any("macroenabled" in str(each.get("ContentType", "")).lower() for each in root.iter()):
        yield "Die Datei kann Makros enthalten. Bitte als .docx speichern."


def _problems_of_links(root: Any) -> Iterator[str]:
    for link in root.iter():
        kind = str(link.get("Type", "")).rpartition("/")[2].lower()
        if kind in FORBIDDEN_KINDS or _is_part_in_disguise(kind, link):
            yield "Die Datei bindet eine andere Datei oder ein Programm ein."
        elif str(link.get("TargetMode", "")).lower() == "external" and not _is_web_link(kind, link):
            yield "Die Datei lädt etwas von einer fremden Adresse nach."


def _is_part_in_disguise(kind: str, link: Any) -> bool:
    """Whether a part other than a picture is kept under a name that is not looked at, or the body elsewhere."""
    target = str(link.get("Target", ""))
    if not target or kind in PICTURES or str(link.get("TargetMode", "")).lower() == "external":
        return False
    if kind == "officedocument":
        return target.lstrip("/") != BODY
    # Links within the text name a bookmark.
    return kind != "hyperlink" and not target.lower().endswith(".xml")


def _is_web_link(kind: str, link: Any) -> bool:
    return kind == "hyperlink" and str(link.get("Target", "")).lower().startswith(
        ("https://", "http://", "mailto:")
    )


def _problems_of_fields(root: Any) -> Iterator[str]:
    for code in field_codes(root):
        word = code.split(maxsplit=1)[0].upper() if code.split() else ""
        if word not in ALLOWED_FIELDS:
            yield f"Das Feld {word[:30] or 'ohne Namen'} ist nicht erlaubt."


def field_codes(root: Any) -> Iterator[str]:
    """Yield the instructions of the fields in a part, however Word has cut them into pieces."""
    from docx.oxml.ns import qn

    begun: list[str] = []
    for each in root.iter(qn("w:fldSimple"), qn("w:fldChar"), qn("w:instrText"), qn("w:delInstrText")):
        if each.tag == qn("w:fldSimple"):
            yield str(each.get(qn("w:instr")) or "")
        elif each.tag != qn("w:fldChar"):
            begun = begun or [""]
            begun[-1] += each.text or ""
        elif each.get(qn("w:fldCharType")) == "begin":
            begun.append("")
        elif begun:
            # "separate" ends the instruction, "end" the field; the instruction is looked at once.
            code = begun.pop() if each.get(qn("w:fldCharType")) == "end" else begun[-1]
            yield code
    yield from begun
