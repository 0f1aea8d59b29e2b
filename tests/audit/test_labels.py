"""Every action that the code records has a German name."""

import ast
from pathlib import Path

from kim.audit.labels import LABELS, label_of

SOURCE = Path(__file__).resolve().parents[2] / "src/kim"
WRITERS = {"record", "note_reading", "note_list"}


def literals(node):
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def recorded_actions(text):
    """Texts in the place of the action in calls that write the log, and defaults of functions that pass it on."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in WRITERS:
            found |= {text for each in node.args[1:2] for text in literals(each)}
            found |= {text for each in node.keywords if each.arg == "action" for text in literals(each.value)}
        if isinstance(node, ast.FunctionDef) and node.name in WRITERS:
            found |= {text for default in node.args.kw_defaults if default for text in literals(default)}
    return found - {""}


def test_finder_sees_all_forms_of_a_call():
    text = """
def note_reading(actor, *, case, action="read"): ...
record(actor, "a" if x else "b", subject="no")
actions.record(actor, "c")
note_list(member, action="d")
"""
    assert recorded_actions(text) == {"read", "a", "b", "c", "d"}


def test_every_action_in_the_code_has_a_label():
    found = {path: recorded_actions(path.read_text()) for path in SOURCE.rglob("*.py")}
    missing = {(path.name, action) for path, actions in found.items() for action in actions - set(LABELS)}

    assert missing == set()


def test_every_label_has_an_action_in_the_code():
    used = {action for path in SOURCE.rglob("*.py") for action in recorded_actions(path.read_text())}

    assert set(LABELS) - used == set()


def test_labels_are_told_apart_and_unknown_ones_are_shown():
    assert len(set(LABELS.values())) == len(LABELS)
    assert label_of("from_a_later_version") == "from_a_later_version"
