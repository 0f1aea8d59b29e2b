"""Every action that the code records has a German name."""

import ast
from pathlib import Path

from kim.audit.labels import LABELS, label_of

SOURCE = Path(__file__).resolve().parents[2] / "src/kim"
# A function with a parameter of one of these names writes the log or hands the name on to one that does.
PARAMETERS = {"action", "reading"}


def literals(node):
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def writers(trees):
    """Functions that take the name of an action: by name, the positions of that parameter and its defaults."""
    found = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                names = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
                keywords = {each.arg for each in node.args.kwonlyargs}
                if PARAMETERS & {*names, *keywords}:
                    places = {place for place, name in enumerate(names) if name in PARAMETERS}
                    known = found.setdefault(node.name, (set(), set()))
                    known[0].update(places)
                    for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
                        known[1].update(literals(default))
    return found


def recorded_actions(texts):
    """Every text that stands in the code in the place of an action's name."""
    trees = [ast.parse(text) for text in texts]
    known = writers(trees)
    found = {text for _, defaults in known.values() for text in defaults}
    for node in (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in known:
            given = [value for place, value in enumerate(node.args) if place in known[name][0]]
            given += [each.value for each in node.keywords if each.arg in PARAMETERS]
            found |= {text for value in given for text in literals(value)}
    return found - {""}


def in_the_code():
    return recorded_actions(
        path.read_text() for path in SOURCE.rglob("*.py") if path.parent.name != "migrations"
    )


def test_finder_sees_all_forms_of_a_call():
    text = """
def record(actor, action, *, subject=None): ...
def note_reading(actor, *, case, action="read"): ...
def move(actor, row, action, *columns): record(actor, action)
record(actor, "a" if x else "b", subject="no")
actions.record(actor, "c")
note_reading(member, action="d")
move(actor, row, "e", "no")
other("no")
"""
    assert recorded_actions([text]) == {"read", "a", "b", "c", "d", "e"}


def test_every_action_in_the_code_has_a_label():
    assert in_the_code() - set(LABELS) == set()


def test_every_label_has_an_action_in_the_code():
    assert set(LABELS) - in_the_code() == set()


def test_labels_are_told_apart_and_unknown_ones_are_shown():
    assert len(set(LABELS.values())) == len(LABELS)
    assert label_of("from_a_later_version") == "from_a_later_version"
