"""Reading papers again: what a person finds in the file, without its looks."""

import io
import re
import subprocess
import zipfile

import docx
from lxml import html


def one_line(text):
    """Return text with every run of white space as one blank."""
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def pdf_text(content):
    """Return the text of a PDF in the order of reading, words broken at the end of a line joined."""
    made = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return one_line(re.sub(r"[\u00ad\u2010-]\n(?=[a-zäöüß])", "", made.stdout.decode()))


def pdf_facts(content):
    """Return what a PDF says about itself: Title, Tagged, Pages."""
    made = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True)
    pairs = (line.partition(":") for line in made.stdout.decode().splitlines())
    return {key: value.strip() for key, _, value in pairs}


def docx_text(content):
    """Return the text of a Word file, tables included, in its order."""
    body = docx.Document(io.BytesIO(content)).element.body
    return one_line(" ".join(_words(paragraph) for paragraph in body.iter(f"{{{W}}}p")))


def _words(paragraph):
    """The words of a paragraph; python-docx gives runs and paragraphs a text of their own, which would count twice."""
    return "".join(part.text if part.tag == f"{{{W}}}t" else " " for part in paragraph.iter(*WRITTEN))


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WRITTEN = tuple(f"{{{W}}}{name}" for name in ("t", "br", "tab"))


def docx_parts(content):
    """Return the names of the parts of a Word file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def html_text(content):
    """Return the words of a page without those of its style sheet."""
    page = html.fromstring(content.decode())
    for style in page.iter("style"):
        style.text = ""
    return one_line(page.text_content())
