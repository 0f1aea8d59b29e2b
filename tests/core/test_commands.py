"""Commands: the document of the rules and the change of the key-encryption key."""

import io
import os

import pytest
from django.core.management import CommandError, call_command

from kim.core.management.commands import rules_doc
from kim.core.models import DataKey
from kim.core.sealing import load_keys, new_key


def output(command, **options):
    out = io.StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_document_of_the_rules_is_fresh():
    assert output("rules_doc", check=True) == "docs/rules.md ist aktuell.\n"


def test_stale_or_missing_document_is_told_and_written(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()

    with pytest.raises(CommandError, match="veraltet"):
        output("rules_doc", check=True)
    output("rules_doc")
    output("rules_doc", check=True)
    (tmp_path / "docs" / "rules.md").write_text("anders")
    with pytest.raises(CommandError, match="veraltet"):
        output("rules_doc", check=True)


def test_rules_are_found_with_sentence_and_source():
    found = {(rule.series, rule.number): rule for rule in rules_doc.rules()}

    assert found["CASE", 3].function == "kim.cases.rules.deadlines.archives_on"
    assert found["CASE", 3].sentence.startswith("A closed case is archived")
    assert found["CASE", 3].source
    assert all(rule.source for rule in rules_doc.rules())


def test_numbers_of_a_series_have_no_gaps():
    numbers = {}
    for rule in rules_doc.rules():
        numbers.setdefault(rule.series, set()).add(rule.number)

    assert numbers
    assert {
        series: found for series, found in numbers.items() if found != set(range(1, len(found) + 1))
    } == {}


def test_docstring_is_read_in_its_parts():
    text = "CASE-1: A rule\n    over two lines.\n\n    More.\n\n    Source: here,\n    and there."

    assert rules_doc._parts(text) == ("CASE-1: A rule over two lines.", "here, and there.")
    assert rules_doc._parts("No number.") == ("No number.", "")


@pytest.fixture
def changed_key(settings, db):
    """Three data keys, and then a new key-encryption key."""
    keys = [new_key() for _ in range(3)]
    settings.OLD_KEY_ENCRYPTION_KEYS = [settings.KEY_ENCRYPTION_KEY]
    settings.KEY_ENCRYPTION_KEY = os.urandom(32)
    return keys


def test_keys_are_wrapped_anew_only_with_apply(changed_key, settings):
    before = dict(DataKey.objects.order_by("pk").values_list("pk", "wrapped"))

    assert output("rewrap_keys") == "3 Datenschlüssel würden neu verschlossen; --apply führt es aus.\n"
    assert dict(DataKey.objects.order_by("pk").values_list("pk", "wrapped")) == before

    assert output("rewrap_keys", apply=True).startswith("3 Datenschlüssel sind mit dem heutigen")
    settings.OLD_KEY_ENCRYPTION_KEYS = []
    assert set(load_keys(changed_key)) == set(changed_key)


def test_unknown_key_changes_nothing(changed_key, settings):
    settings.OLD_KEY_ENCRYPTION_KEYS = []
    before = dict(DataKey.objects.order_by("pk").values_list("pk", "wrapped"))

    with pytest.raises(CommandError, match="Nichts geändert"):
        output("rewrap_keys", apply=True)
    assert dict(DataKey.objects.order_by("pk").values_list("pk", "wrapped")) == before
