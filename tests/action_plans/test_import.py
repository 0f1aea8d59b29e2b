"""Figures from spreadsheets: good ones change what they say; bad ones are told where, and change nothing."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from kim.accounts.models import Role
from kim.action_plans.models import IndicatorValue
from tests.action_plans.figures import YEAR, define, enter
from tests.cast import browser_of, make_member

pytestmark = pytest.mark.usefixtures("clock", "indicators")
LINDENAU, STEINBACH = "05997000", "05997001"
HEAD = [
    "AGS",
    "Ort",
    "Jahr",
    "Einwohnerzahl",
    "Ausländische Staatsangehörige",
    "Ausländerquote",
    "Größte Gruppen",
    "Erfüllungsquote FlüAG",
    "Eingebürgerte im Vorjahr",
]
ROW = [LINDENAU, "Lindenau", YEAR, 12_000, 1_800, 15.0, "Türkei 1.225\nSyrien 310", 101.5, 30]
OTHER = [STEINBACH, "Stadt Steinbach", YEAR, 8_000, 800, 10.0, None, "noch nicht erfasst", "nicht verfügbar"]
TEXT_ROW = [LINDENAU, "Lindenau", str(YEAR), "12.000", "1.800", "15,00", "Türkei 1.225", "101,5", "30"]


@pytest.fixture
def indicators(scoped):
    return define(scoped)


def address(name="import"):
    return reverse(f"profile:{name}", kwargs={"district": "probstadt"})


def workbook(*rows, title="Kennzahlen", change=None):
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows or (HEAD, ROW, OTHER):
        sheet.append(row)
    if change:
        change(sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def table(*rows, separator=";", encoding="utf-8"):
    lines = [HEAD, *rows] if rows else [HEAD, TEXT_ROW]
    return "\r\n".join(separator.join(row) for row in lines).encode(encoding)


def upload(browser, content, name="kennzahlen.xlsx"):
    return browser.post(address(), {"file": SimpleUploadedFile(name, content)})


def take_over(browser, response):
    return browser.post(address("import_apply"), {"package": response.context["package"]})


def count():
    return IndicatorValue.objects.count()


def changed(**cells):
    """Return a function that writes into cells of the sheet."""

    def change(sheet):
        for place, value in cells.items():
            sheet[place] = value

    return change


def with_format(place, number_format):
    def change(sheet):
        sheet[place].number_format = number_format

    return change


def percent_cell(sheet):
    sheet["F2"] = 0.125
    sheet["F2"].number_format = "0 %"


def formatted_far_down(sheet):
    sheet["A900"].number_format = "#,##0"
    sheet["DA3"].number_format = "0.00"
    sheet.row_dimensions[950].hidden = True
    sheet.column_dimensions["BA"].hidden = True


def merged(sheet):
    sheet.merge_cells("D2:D3")


def with_merged(reference):
    """Return a workbook whose sheet says that it merges a range, which no library unfolded while it was made."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                merged_cells = f'<mergeCells count="1"><mergeCell ref="{reference}"/></mergeCells>'
                data = data.replace(b"</sheetData>", b"</sheetData>" + merged_cells.encode())
            new.writestr(entry.filename, data)
    return made.getvalue()


def hidden_row(sheet):
    sheet.row_dimensions[3].hidden = True


def hidden_column(sheet):
    sheet.column_dimensions["E"].hidden = True


def hidden_sheet(sheet):
    sheet.parent.create_sheet("Anderes")
    sheet.sheet_state = "hidden"


def without(heading):
    place = HEAD.index(heading)
    return workbook(*([row[:place] + row[place + 1 :] for row in (HEAD, ROW, OTHER)]))


def zipped(**parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in parts.items():
            parcel.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def with_part(name, content):
    """Return a good workbook with one part of its container added or replaced."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as good,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for part in good.infolist():
            if part.filename != name:
                bad.writestr(part, good.read(part))
        bad.writestr(name, content)
    return target.getvalue()


ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
#: What is wrong -> the file, where it is wrong, a part of the reason.
BAD_XLSX = {
    "wrong sheet": (workbook(title="Tabelle1"), "", "Das Blatt „Kennzahlen“ fehlt. Vorhanden: „Tabelle1“"),
    "hidden sheet": (workbook(change=hidden_sheet), "", "ausgeblendet"),
    "merged cells": (workbook(change=merged), "D2:D3", "Verbundene Zellen"),
    "all cells merged": (with_merged("A1:XFD1048576"), "", "verbindet zu viele Zellen"),
    "hidden row": (workbook(change=hidden_row), "Zeile 3", "Ausgeblendet"),
    "hidden column": (workbook(change=hidden_column), "Spalte E", "Ausgeblendet"),
    "text in a number": (workbook(change=changed(D2="12.000")), "D2", "Text „12.000“ statt einer Zahl"),
    "words in a number": (workbook(change=changed(D2="ca. 12000")), "D2", "statt einer Zahl"),
    "per cent as a part": (workbook(change=percent_cell), "F2", "als Zahl formatieren und 12,50 eintragen"),
    "formula": (workbook(change=changed(D2="=6000*2")), "D2", "Eine Formel"),
    "formula that calls": (workbook(change=changed(D2='=HYPERLINK("http://a")')), "D2", "Eine Formel"),
    "error value": (workbook(change=changed(D2="#REF!")), "D2", "Ein Fehlerwert"),
    "truth value": (workbook(change=changed(D2=True)), "D2", "Wahr oder falsch"),
    "date": (workbook(change=changed(D2=dt.date(2025, 1, 2))), "D2", "Ein Datum"),
    "time": (workbook(change=changed(D2=dt.time(12))), "D2", "Ein Datum oder eine Uhrzeit"),
    "per cent format": (workbook(change=with_format("F2", "0.00%")), "F2", "Als Prozent formatiert"),
    "fraction of a person": (workbook(change=changed(D2=12.5)), "D2", "ganze Zahlen"),
    "more than the population": (
        workbook(change=changed(E2=12_001)),
        "E2",
        "12.001 sind mehr als die Gruppe",
    ),
    "share over 100": (workbook(change=changed(F3=100.5)), "F3", "sind mehr als 100 %"),
    "negative": (workbook(change=changed(D2=-1)), "D2", "unter 0"),
    "too large": (workbook(change=changed(D2=10**14)), "D2", "zu groß"),
    "much too large": (workbook(change=changed(F2=1e300)), "F2", "zu groß"),
    "unknown AGS": (workbook(change=changed(A2="05999999")), "A2", "gibt es hier nicht"),
    "no AGS": (workbook(change=changed(A2=None)), "A2", "gibt es hier nicht"),
    "line of sums": (workbook(HEAD, ROW, [None, "Summe", None, 20_000]), "A3", "kein AGS, sondern „Summe“"),
    "remark below": (workbook(HEAD, ROW, ["Stand: vorläufig"]), "A3", "kein AGS, sondern „Stand: vorläufig“"),
    "stray number below": (workbook(HEAD, ROW, [None, None, None, 5]), "A3", "steht kein AGS, Summen"),
    "title above": (workbook(["Kennzahlen"], [], HEAD, ROW), "A1", "Die Überschriften stehen erst in A3"),
    "no word for none": (workbook(change=changed(D2="k. A.")), "D2", "„k. A.“ ist keine Zahl. Bitte leer"),
    "unknown place": (
        workbook(change=changed(B2="Atlantis")),
        "B2",
        "gehört Lindenau, hier steht „Atlantis“",
    ),
    "place twice": (workbook(HEAD, ROW, ROW), "A3", "steht schon in A2"),
    "column twice": (workbook(change=changed(J1="Einwohnerzahl")), "J1", "steht zweimal da"),
    "unknown column": (workbook(change=changed(J1="Schuhgröße")), "J1", "Unbekannte Überschrift"),
    "missing figure": (without("Ausländerquote"), "A1", "Die Spalte „Ausländerquote“ fehlt"),
    "missing key": (without("Ort"), "A1", "Die Spalte „Ort“ fehlt"),
    "no year": (workbook(change=changed(C2="letztes")), "C2", "ist kein Jahr"),
    "two years": (workbook(change=changed(C3=2024)), "C3", "Ein anderes Jahr als in C2"),
    "list without counts": (workbook(change=changed(G2="Türkei, Syrien")), "G2", "ist nicht zu lesen"),
    "list with a name twice": (workbook(change=changed(G2="Syrien 3; Syrien 4")), "G2", "steht zweimal"),
    "long text": (workbook(change=changed(G2="x" * 3000)), "G2", "Zu viel Text"),
    "far away": (workbook(change=changed(XFD1048576=1)), "", "Mehr als 500 Zeilen"),
    "no rows": (workbook(HEAD), "", "Unter den Überschriften steht keine Zeile"),
    "nothing": (workbook([]), "", "Das Blatt ist leer"),
    "no file content": (b"", "", "Die Datei ist leer"),
    "no zip": (b"irgendwas", "", "keine Excel-Datei"),
    "broken zip": (workbook()[:2000], "", "beschädigt"),
    "broken part": (with_part("xl/worksheets/sheet1.xml", b"<worksheet"), "", "beschädigt"),
    "broken workbook": (with_part("xl/workbook.xml", b"<x/>"), "", ""),
    "other zip": (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "", "keine Excel-Datei"),
    "zip bomb": (zipped(xl__workbook="0" * 20_000_000), "", "zu groß"),
    "many parts": (zipped(**{f"p{number}": "x" for number in range(300)}), "", "zu groß"),
    "macros": (with_part("xl/vbaProject.bin", b"x"), "", "Makros"),
    "entities": (with_part("xl/worksheets/sheet1.xml", ENTITIES), "", "Verweise"),
    "old format": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "", "alten Format"),
    "too large file": (b"PK\x03\x04" + b"0" * 600_000, "", "größer als 512 KB"),
}
BAD_CSV = {
    "point for comma": (table([*TEXT_ROW[:5], "15.25", *TEXT_ROW[6:]]), "F2", "Bitte mit Komma schreiben"),
    "wrong thousands": (table([*TEXT_ROW[:3], "12.00", *TEXT_ROW[4:]]), "D2", "Bitte mit Komma"),
    "formula as text": (table([*TEXT_ROW[:3], "=1+1", *TEXT_ROW[4:]]), "D2", "Eine Formel"),
    "comma in commas": (table(separator=","), "J2", "Mehr Felder als Überschriften"),
    "unreadable bytes": (b"\x81\x8d\x8f\x90\x9d;\xff", "", "Die Zeichen sind nicht zu lesen"),
    "half UTF-16": (b"\xff\xfeA", "", "Die Zeichen sind nicht zu lesen"),
    "binary": (bytes(range(256)) * 20, "", ""),
    "open quotation mark": (table([*TEXT_ROW[:3], '"12', *TEXT_ROW[4:]]), "", "Anführungszeichen"),
    "another table": (b"Name;Wert\r\nA;1", "A1", "Unbekannte Überschrift „Name“"),
    "many lines": (b"x\n" * 900, "", "Mehr als 500 Zeilen"),
    "long field": (b"AGS;Ort\n" + b"x" * 5000, "Zeile 2", "Zu viel Text"),
    "one long field": (b"x" * 200_000, "", ""),
    "pdf": (b"%PDF-1.7 ...", "", "weder eine Excel- noch eine CSV-Datei"),
    "html": (b"<table><tr><td>1</td></tr></table>", "", "weder eine Excel- noch eine CSV-Datei"),
    "Mac letters": (table(encoding="mac-roman"), "E1", "Unbekannte Überschrift"),
    "spaces": (b" \r\n \r\n", "", "Die Datei ist leer"),
}


@pytest.mark.parametrize(("content", "cell", "reason"), BAD_XLSX.values(), ids=BAD_XLSX.keys())
def test_a_bad_workbook_is_told_where_it_is_wrong(content, cell, reason, dora):
    response = upload(browser_of(dora), content)
    assert response.status_code == 422
    problems = response.context["problems"]
    assert any(problem.cell == cell and reason in problem.reason for problem in problems), problems
    assert count() == 0


@pytest.mark.parametrize(("content", "cell", "reason"), BAD_CSV.values(), ids=BAD_CSV.keys())
def test_a_bad_csv_file_is_told_where_it_is_wrong(content, cell, reason, dora):
    response = upload(browser_of(dora), content, "kennzahlen.csv")
    assert response.status_code == 422
    problems = response.context["problems"]
    assert any(problem.cell == cell and reason in problem.reason for problem in problems), problems
    assert count() == 0


def test_one_line_above_the_headings_is_one_thing_to_tell(dora):
    response = upload(browser_of(dora), workbook(["Kennzahlen 2025"], HEAD, ROW))
    assert [problem.cell for problem in response.context["problems"]] == ["A1"]
    response = upload(browser_of(dora), workbook(HEAD, ROW, [None, "Insgesamt", None, 20_000]))
    assert [problem.cell for problem in response.context["problems"]] == ["A3"]


def test_formats_without_content_do_not_make_a_sheet_large(dora):
    response = upload(browser_of(dora), workbook(change=formatted_far_down))
    assert response.status_code == 200, response.context["problems"]
    assert "10 Zahlen ändern sich" in response.content.decode()


def test_the_line_by_which_excel_names_the_separator_is_no_heading(dora):
    response = upload(browser_of(dora), b"sep=;\r\n" + table(encoding="cp1252"), "k.csv")
    assert response.status_code == 200, response.context["problems"]
    wrong = table([*TEXT_ROW[:3], "12.00", *TEXT_ROW[4:]])
    response = upload(browser_of(dora), b"SEP=;\n" + wrong, "k.csv")
    assert [problem.cell for problem in response.context["problems"]] == ["D2"]


def test_everything_wrong_is_told_at_once(dora):
    change = changed(D2="viele", E2="=1", A3="x", C3="y")
    response = upload(browser_of(dora), workbook(change=change))
    assert {problem.cell for problem in response.context["problems"]} == {"D2", "E2", "A3", "C3"}
    text = response.content.decode()
    assert "Das stimmt in der Datei nicht (4)" in text


def test_without_a_file_the_form_says_so(dora):
    assert browser_of(dora).post(address(), {}).status_code == 422


def test_a_good_workbook_is_shown_first_and_taken_over_then(dora, lindenau):
    browser = browser_of(dora)
    response = upload(browser, workbook())
    assert response.status_code == 200
    assert count() == 0
    text = response.content.decode()
    assert "10 Zahlen ändern sich" in text
    assert 'noch nicht erfasst</td><td class="numeric">12.000' in text
    assert take_over(browser, response).status_code == 302
    rows = {
        (row.indicator.code, row.municipality.name): (row.state, row.number, row.items, row.source)
        for row in IndicatorValue.objects.select_related("indicator", "municipality").order_by("pk")
    }
    assert rows["population", "Lindenau"][:2] == ("value", 12_000)
    assert rows["largest_nationalities", "Lindenau"][2][0] == {"name": "Türkei", "count": 1225}
    assert rows["naturalisations", "Steinbach"][:2] == ("not_available", None)
    assert ("largest_nationalities", "Steinbach") not in rows
    assert rows["population", "Lindenau"][3] == "Import aus Tabelle"


def test_what_is_the_same_is_not_changed(dora, lindenau, indicators):
    row = enter(indicators["population"], lindenau, number=12_000, source="Amt")
    browser = browser_of(dora)
    response = upload(browser, workbook(HEAD, [LINDENAU, "Lindenau", YEAR, 12_000]))
    assert "Nichts ändert sich" in response.content.decode()
    row.refresh_from_db()
    assert (row.source, row.version) == ("Amt", 0)


def test_an_empty_cell_leaves_the_figure_as_it_is(dora, lindenau, indicators):
    enter(indicators["naturalisations"], lindenau, number=7)
    browser = browser_of(dora)
    take_over(browser, upload(browser, workbook(HEAD, [LINDENAU, "Lindenau", YEAR, 12_000])))
    assert IndicatorValue.objects.get(indicator=indicators["naturalisations"]).number == 7


def test_a_figure_changed_after_the_preview_stops_everything(dora, lindenau, indicators):
    browser = browser_of(dora)
    response = upload(browser, workbook())
    enter(indicators["population"], lindenau, number=11_111)
    answer = take_over(browser, response)
    assert answer.status_code == 409
    assert "Lindenau, Einwohnerzahl: jetzt 11.111, in der Datei 12.000" in answer.content.decode()
    assert count() == 1


@pytest.mark.parametrize("package", ["", "x", "a:b:c", "eJw:1:2"])
def test_a_forged_package_is_refused(package, dora):
    response = browser_of(dora).post(address("import_apply"), {"package": package})
    assert response.status_code == 409
    assert count() == 0


def test_the_package_of_a_colleague_is_refused(dora, carla):
    response = upload(browser_of(dora), workbook())
    assert take_over(browser_of(carla), response).status_code == 409
    assert count() == 0


def test_a_coordinator_imports_places_of_the_own_area_only(carla, sonnfeld):
    row = [sonnfeld.ags, "Sonnfeld", YEAR, 5_000]
    response = upload(browser_of(carla), workbook(HEAD, row))
    assert response.status_code == 422
    assert "dürfen Sie nicht eintragen" in response.content.decode()


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [
        (";", "utf-8"),
        (";", "utf-8-sig"),
        (";", "cp1252"),
        ("\t", "utf-16"),
        ("\t", "utf-16-le"),
        (";", "utf-16-be"),
        ("\t", "utf-8"),
    ],
)
def test_csv_files_of_all_common_kinds_are_read(separator, encoding, dora, lindenau, indicators):
    browser = browser_of(dora)
    response = upload(browser, table(separator=separator, encoding=encoding), "k.csv")
    assert response.status_code == 200, response.context["problems"]
    take_over(browser, response)
    assert IndicatorValue.objects.get(indicator=indicators["flueag_fulfilment_percent"]).number == 101.5
    assert IndicatorValue.objects.get(indicator=indicators["population"]).number == 12_000


def test_commas_separate_where_numbers_with_commas_are_quoted(dora, indicators):
    quoted = [f'"{text}"' for text in TEXT_ROW]
    browser = browser_of(dora)
    response = upload(browser, table(quoted, separator=","), "k.csv")
    assert response.status_code == 200
    take_over(browser, response)
    assert IndicatorValue.objects.get(indicator=indicators["foreign_nationals_share_percent"]).number == 15


def test_an_ags_that_lost_its_zero_is_known(dora):
    response = upload(
        browser_of(dora), workbook(HEAD, [int(LINDENAU), *ROW[1:]], [5997, "Kreis Probstadt", YEAR, 5])
    )
    assert response.status_code == 200


def test_the_template_comes_back_without_a_change(dora, lindenau, steinbach, indicators):
    enter(indicators["population"], lindenau, number=12_000)
    enter(indicators["largest_nationalities"], lindenau, items=[("Korea, Republik", 12), ("Syrien", 3)])
    enter(indicators["foreign_nationals_share_percent"], steinbach, number="10.07")
    enter(indicators["naturalisations"], steinbach, state="not_available")
    enter(indicators["naturalisations"], None, state="not_recorded")
    browser = browser_of(dora)
    response = browser.get(address("import_template"), {"jahr": str(YEAR)})
    assert response.headers["Content-Disposition"] == f'attachment; filename="kennzahlen-{YEAR}.xlsx"'
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Kennzahlen", "Hinweise"]
    assert [cell.value for cell in book["Kennzahlen"][1]] == HEAD
    back = upload(browser, response.content)
    assert "Nichts ändert sich" in back.content.decode()
    assert count() == 5


@pytest.mark.parametrize("year", ["1999", "2027", "x", "20255", "²⁰²⁵", "-200"])
def test_a_template_needs_a_year(year, dora):
    assert browser_of(dora).get(address("import_template"), {"jahr": year}).status_code == 404


def test_all_figures_come_as_a_workbook(dora, lindenau, indicators):
    enter(indicators["population"], lindenau, number=12_000)
    response = browser_of(dora).get(address("export_all"))
    rows = list(load_workbook(io.BytesIO(response.content))["Zeitreihen"].iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == ["Stadt Lindenau"] * 6


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.MUNICIPALITY_CONTACT, Role.BOARD_MEMBER])
def test_others_do_not_import(role, district, lindenau):
    browser = browser_of(make_member(district, "Olga Ohne", role, places=(lindenau,)))
    for name in ("import", "import_apply", "import_template", "export_all"):
        assert browser.get(address(name)).status_code == browser.post(address(name), {}).status_code == 404
