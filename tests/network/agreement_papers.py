"""Word templates for tests: harmless ones, and such as somebody with bad intentions would upload."""

import io
import zipfile

from docx import Document

EXTERNAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def template(*paragraphs, header="", title=""):
    """Return a Word file with these paragraphs."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.core_properties.title = title
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def changed(content, *, add=None, replace=None):
    """Return a Word file with files added to its archive or words of its files replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            for name, before, after in replace or ():
                if entry.filename == name:
                    assert before.encode() in data
                    data = data.replace(before.encode(), after.encode(), 1)
            new.writestr(entry.filename, data)
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return made.getvalue()


GOOD = template("{{ titel }}", "{{ text }}", header="{{ kreis }}")


def with_relation(kind, target="https://boese.example/x", mode="External"):
    """Return a Word file that refers to something outside."""
    relation = (
        f'<Relationship Id="rId99" Type="{EXTERNAL}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        "</Relationships>"
    )
    return changed(GOOD, replace=[("word/_rels/document.xml.rels", "</Relationships>", relation)])


def with_body(xml):
    """Return a Word file with something in its body."""
    return changed(GOOD, replace=[("word/document.xml", "<w:sectPr", f"{xml}<w:sectPr")])


def field(*pieces):
    """Return a field whose instruction is cut into pieces."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"<w:p>{begin}{runs}{end}</w:p>"


#: What an upload may not be, and a word of the sentence that says so.
HOSTILE = {
    "attribute": (template("{{ ''.__class__ }}", "{{ text }}"), "nur ein Name"),
    "attribute of a name": (template("{{ titel.__class__.__mro__ }}", "{{ text }}"), "nur ein Name"),
    "call": (template("{{ range(9) }}", "{{ text }}"), "nur ein Name"),
    "item": (template("{{ titel['x'] }}", "{{ text }}"), "nur ein Name"),
    "filter": (template("{{ titel|safe }}", "{{ text }}"), "nur ein Name"),
    "sum": (template("{{ titel * 999999999 }}", "{{ text }}"), "nur ein Name"),
    "loop": (template("{% for x in titel %}x{% endfor %}", "{{ text }}"), "Schleifen"),
    "paragraph loop": (template("{%p for x in titel %}", "x", "{%p endfor %}", "{{ text }}"), "Schleifen"),
    "endless include": (template("{% include '/etc/passwd' %}", "{{ text }}"), "Schleifen"),
    "assignment": (template("{% set x = titel %}", "{{ text }}"), "Schleifen"),
    "raw": (template("{{ globals }}", "{{ text }}"), "gibt es nicht"),
    "unknown name": (template("{{ name }}", "{{ text }}"), "{{ name }}"),
    "broken": (template("{{ titel", "{{ text }}"), "nicht"),
    "in the header": (template("{{ text }}", header="{{ ''.__class__ }}"), "Kopfzeile"),
    "text in the header": (template("{{ text }}", header="{{ text }}"), "Textteil"),
    "in the properties": (template("{{ text }}", title="{{ cycler.__init__ }}"), "Eigenschaften"),
    "no text": (template("{{ titel }}"), "allein in einem Absatz"),
    "text among words": (template("Hier: {{ text }}"), "allein in einem Absatz"),
    "flood of placeholders": (template("{{" * 400, "{{ text }}"), "zu viele"),
    "macros": (changed(GOOD, add={"word/vbaProject.bin": b"x"}), "Makros"),
    "macro type": (
        changed(
            GOOD,
            replace=[
                (
                    "[Content_Types].xml",
                    "openxmlformats-officedocument.wordprocessingml.document.main",
                    "ms-word.document.macroEnabled.main",
                )
            ],
        ),
        "Makros",
    ),
    "embedded file": (changed(GOOD, add={"word/embeddings/oleObject1.bin": b"x"}), "eingebettete"),
    "remote template": (with_relation("attachedTemplate"), "andere Datei"),
    "remote picture": (with_relation("image"), "fremden Adresse"),
    "script link": (with_relation("hyperlink", "javascript:alert(1)"), "fremden Adresse"),
    "file link": (with_relation("hyperlink", "file://server/share"), "fremden Adresse"),
    "remote command": (with_body(field("DDEAUTO c:\\\\windows\\\\cmd.exe")), "Feld DDEAUTO"),
    "command in pieces": (with_body(field("DD", "EAUTO x")), "Feld DDEAUTO"),
    "included file": (
        with_body('<w:p><w:fldSimple w:instr=" INCLUDETEXT /etc/passwd "/></w:p>'),
        "Feld INCLUDETEXT",
    ),
    "entities": (
        changed(
            GOOD,
            replace=[("docProps/app.xml", "<Properties", '<!DOCTYPE p [<!ENTITY a "aa">]><Properties')],
        ),
        "nicht prüfen",
    ),
    "way out": (changed(GOOD, add={"../../x.xml": b"<a/>"}), "keine Word-Datei"),
    "bomb": (changed(GOOD, add={"word/media/x.bin": b"\0" * 21_000_000}), "zu groß"),
    "many files": (changed(GOOD, add={f"word/{number}.xml": b"<a/>" for number in range(400)}), "zu groß"),
    "broken part": (changed(GOOD, add={"word/x.xml": b"<a>"}), "keine Word-Datei"),
    "body elsewhere": (
        changed(
            GOOD,
            add={"word/real.dat": b"<a/>"},
            replace=[("_rels/.rels", 'Target="word/document.xml"', 'Target="word/real.dat"')],
        ),
        "bindet",
    ),
    "header in disguise": (
        changed(
            GOOD,
            add={"word/header9.dat": b"<a/>"},
            replace=[
                (
                    "word/_rels/document.xml.rels",
                    "</Relationships>",
                    '<Relationship Id="rId98" Type="x/header" Target="header9.dat"/></Relationships>',
                )
            ],
        ),
        "bindet",
    ),
    "no archive": (b"PK\x03\x04 nothing", "keine Word-Datei"),
    "page": (b"<html></html>", "keine Word-Datei"),
    "nothing": (b"", "keine Word-Datei"),
    "too large": (b"x" * (2 * 1024 * 1024 + 1), "2 MB"),
}
