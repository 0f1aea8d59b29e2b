"""Finds the texts of the public pages that need a translation, where they are written."""

import ast
from pathlib import Path
from typing import NamedTuple

from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

SOURCE = Path(__file__).resolve().parents[2] / "src/kim"
# Pages of the team and of the log-in are German only.
LEFT_OUT = ("account", "allauth", "mfa")
ONE = {"_", "gettext", "gettext_lazy"}


class Text(NamedTuple):
    context: str | None
    singular: str
    plural: str | None = None


def templates():
    roots = [SOURCE / "core/templates", SOURCE / "public/templates"]
    for root in roots:
        for path in sorted(root.rglob("*.html")):
            name = path.relative_to(root)
            if name.parts[0] not in LEFT_OUT:
                yield str(name)


def texts_of_template(name):
    template = engines["django"].engine.get_template(name)
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        context = node.message_context.resolve({}) if node.message_context else None
        yield Text(context, node.filter_expression.var.literal)
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        singular, _ = node.render_token_list(node.singular)
        plural = node.render_token_list(node.plural)[0] if node.plural else None
        yield Text(None, singular, plural)


def texts_of_module(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        words = [getattr(argument, "value", None) for argument in node.args]
        if node.func.id in ONE:
            yield Text(None, words[0])
        elif node.func.id == "ngettext":
            yield Text(None, words[0], words[1])
        elif node.func.id == "pgettext":
            yield Text(words[0], words[1])


def all_texts():
    found = {}
    for name in templates():
        found |= dict.fromkeys(texts_of_template(name))
    for path in sorted((SOURCE / "public").rglob("*.py")):
        found |= dict.fromkeys(texts_of_module(path))
    return list(found)
