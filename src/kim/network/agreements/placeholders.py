"""What a Word template may ask for, and the only way in which it is filled.

A template knows names and nothing else: no attributes, calls, filters, conditions or loops. That is checked when a
template is uploaded and again each time it is filled; the environment could not do more either.
"""

from collections.abc import Iterator
from typing import Any, Final, NoReturn

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

#: Name -> what stands there, for the page about templates.
KNOWN: Final = {
    "titel": "Titel der Vereinbarung",
    "art": "Schnittstellenkonzept, Kooperationsvereinbarung oder Weiterleitungsvertrag",
    "partner": "Namen der Partner",
    "ort": "Kommune, oder der Kreis, wenn sie überall gilt",
    "kreis": "Name des Kreises",
    "gegenstand": "Gegenstand",
    "stand": "Stand, zum Beispiel unterzeichnet",
    "gilt_ab": "erster Tag",
    "gilt_bis": "letzter Tag",
    "ueberpruefung": "Tag der nächsten Überprüfung",
    "fassung": "Nummer der Fassung",
    "datum": "Tag, an dem das Papier entsteht",
    "text": "der Text mit seinen Überschriften; steht allein in einem Absatz",
}
TEXT: Final = "text"
MOST_PLACEHOLDERS: Final = 300


class OnlyNames(SandboxedEnvironment):
    """An environment in which a template can say names and nothing else."""

    def __init__(self) -> None:
        """Take away everything that Jinja brings along."""
        super().__init__(autoescape=True, undefined=StrictUndefined)
        for tools in (self.globals, self.filters, self.tests):
            tools.clear()

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Say no."""
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        """Say no."""
        return False

    def getitem(self, obj: Any, argument: Any) -> NoReturn:
        """Say no."""
        raise SecurityError("Templates name values, nothing else.")


def problems_in(source: str, *, where: str, with_text: bool) -> Iterator[str]:
    """Yield what is wrong with the placeholders of one part of a template, in German.

    `with_text`: whether the agreement's text may stand there.
    """
    try:
        body = OnlyNames().parse(source).body
    except TemplateSyntaxError as error:
        yield f"{where}: Ein Platzhalter ist nicht richtig geschrieben ({error.message})."
        return
    for node in body:
        yield from _problems_of(node, where, with_text=with_text)


def _problems_of(node: nodes.Node, where: str, *, with_text: bool) -> Iterator[str]:
    if not isinstance(node, nodes.Output):
        yield f"{where}: Anweisungen wie Schleifen und Bedingungen sind nicht erlaubt."
        return
    for each in node.nodes:
        if isinstance(each, nodes.TemplateData):
            continue
        if not isinstance(each, nodes.Name):
            yield f"{where}: In einem Platzhalter steht nur ein Name, keine Rechnung und kein Filter."
        elif each.name not in KNOWN:
            yield f"{where}: Den Platzhalter {{{{ {each.name} }}}} gibt es nicht."
        elif each.name == TEXT and not with_text:
            yield f"{where}: Der Platzhalter {{{{ text }}}} gehört in den Textteil."


def too_many_braces(text: str) -> bool:
    """Whether there are more placeholders than any template needs; reading them would take too long."""
    return text.count("{{") > MOST_PLACEHOLDERS or text.count("{%") + text.count("{#") > MOST_PLACEHOLDERS
