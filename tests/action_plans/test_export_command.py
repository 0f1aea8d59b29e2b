"""The command that prints concepts: formats, days, errors, and what stands on which output."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from kim.action_plans.papers.actions import keep_states
from kim.core import dates
from kim.core.tenancy import district_scope
from tests.action_plans.paper_texts import docx_text, pdf_text
from tests.action_plans.things import fill_concept

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(clock, district, lindenau):
    with district_scope(district):
        fill_concept(district, lindenau)
    return district


def run(*words, district="probstadt"):
    out, err = io.StringIO(), io.StringIO()
    call_command("export_action_plan", "--district", district, *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_json_of_the_whole_on_standard_output(filled):
    out, err = run("--format", "json")
    found = json.loads(out)
    assert (found["as_of"], found["district"]["ags"], len(found["municipalities"])) == (
        "2026-11-20",
        "05997",
        3,
    )
    assert err == ""


def test_one_municipality(filled):
    out, _ = run("--municipality", "05997000", "--format", "json")
    assert json.loads(out)["name"] == "Lindenau"


def test_html_on_standard_output(filled):
    out, _ = run("--municipality", "05997000", "--format", "html")
    assert out.startswith("<!DOCTYPE html>")
    assert "Runder Tisch Lindenau" in out


@pytest.mark.parametrize(("form", "text_of"), [("pdf", pdf_text), ("docx", docx_text)])
def test_files(filled, tmp_path, form, text_of):
    path = tmp_path / f"konzept.{form}"
    out, err = run("--format", form, "--output", str(path))
    assert "Runder Tisch Lindenau" in text_of(path.read_bytes())
    assert out == ""
    assert f"Geschrieben: {path}" in err


def test_bytes_go_to_standard_output_as_they_are(filled):
    out = io.TextIOWrapper(io.BytesIO())
    call_command("export_action_plan", "--district", "probstadt", "--format", "pdf", stdout=out)
    assert out.buffer.getvalue().startswith(b"%PDF")


def test_a_day_in_the_past(filled):
    with dates.moved_clock(date(2026, 10, 1)), district_scope(filled):
        keep_states(filled)
    out, _ = run("--format", "json", "--as-of", "2026-10-20")
    assert json.loads(out)["as_of"] == "2026-10-20"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--as-of", "2026-11-21"], "liegt in der Zukunft"),
        (["--as-of", "2026-01-01"], "ist kein Stand des Handlungskonzepts bekannt"),
        (["--as-of", "gestern"], "„gestern“ ist kein Tag"),
        (
            ["--municipality", "05997999"],
            "Eine Kommune mit dem AGS „05997999“ gibt es in Kreis Probstadt nicht",
        ),
        (["--output", "/nirgendwo/x.pdf"], "/nirgendwo/x.pdf: No such file or directory"),
    ],
)
def test_what_cannot_be_printed_is_said(filled, words, message):
    with pytest.raises(CommandError, match=message):
        run(*words)


def test_an_unknown_district(filled):
    with pytest.raises(CommandError, match="Einen Kreis „nirgendwo“ gibt es hier nicht"):
        run(district="nirgendwo")
