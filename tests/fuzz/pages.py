"""Reading pages as a program does: the forms on them, the parameters of their links, code that should not be there."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

TYPED = {"text", "email", "tel", "search", "textarea", "password", "url"}
OFFERED = {"select", "radio", "checkbox", "submit"}


@dataclass
class Field:
    """A field of a form: its kind, what it holds at first and what it offers."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)

    @property
    def is_typed(self) -> bool:
        """Whether people type into it."""
        return self.kind in TYPED - {"password"}


@dataclass
class Form:
    """A form of a page: where it goes and what it holds."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def usual(self, button: str = "") -> dict[str, str]:
        """Return what somebody would send who fills it in plainly and presses a button."""
        pressed = {each.name: _plain(each) for each in self.fields.values() if each.name == button}
        return {each.name: _plain(each) for each in self.fields.values() if each.kind != "submit"} | pressed

    @property
    def buttons(self) -> list[str]:
        """The buttons that say something of their own, and the one that does not."""
        return ["", *(each.name for each in self.fields.values() if each.kind == "submit")]


def _plain(each: Field) -> str:
    if each.kind in OFFERED:
        return each.value or next((option for option in each.options if option), "")
    if each.kind == "hidden":
        return each.value
    return each.value or ("02581 123456" if each.kind == "tel" or each.name == "contact" else "Beispiel")


class PageReader(HTMLParser):
    """Collects forms, parameters of links and code."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url = url
        self.forms: list[Form] = []
        self.parameters: set[str] = set()
        self.code: list[str] = []
        self.form: Form | None = None
        self.select: Field | None = None
        self.area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._look_for_code(tag, values)
        if tag == "a":
            self.parameters |= {name for name, _ in parse_qsl(urlsplit(values.get("href", "")).query)}
        elif tag == "form":
            action = urljoin(self.url, values.get("action") or self.url)
            self.form = Form(action, values.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is not None:
            self._field(tag, values)

    def _look_for_code(self, tag: str, values: dict[str, str]) -> None:
        self.code += [f"<{tag} {name}>" for name in values if name.startswith("on") or name == "style"]
        links = (values.get("href", ""), values.get("action", ""), values.get("src", ""))
        self.code += [link for link in links if link.lower().startswith(("javascript:", "data:", "//"))]
        is_data = values.get("type") == "application/json"
        if (tag == "script" and not values.get("src") and not is_data) or tag in {
            "style",
            "iframe",
            "object",
            "embed",
        }:
            self.code.append(f"<{tag}>")

    def _field(self, tag: str, values: dict[str, str]) -> None:
        name, value = values.get("name", ""), values.get("value", "")
        if tag == "option" and self.select is not None:
            self.select.options.append(value)
            if "selected" in values:
                self.select.value = value
        elif not name or "disabled" in values:
            return
        elif tag == "select":
            self.select = self._add(Field(name, "select"))
        elif tag == "textarea":
            self.area = self._add(Field(name, "textarea"))
        elif tag == "input" and values.get("tabindex") == "-1":
            # A trap for programs: people do not see it, and what is in it is a reason to refuse.
            self._add(Field(name, "hidden", value))
        elif tag == "input":
            self._input(name, values.get("type", "text"), value, is_checked="checked" in values)
        elif tag == "button":
            self._add(Field(name, "submit")).options.append(value)

    def _input(self, name: str, kind: str, value: str, *, is_checked: bool) -> None:
        if kind in OFFERED:
            each = self._add(Field(name, kind))
            each.options.append(value)
            each.value = value if is_checked else each.value
        else:
            self._add(Field(name, kind, value))

    def _add(self, new: Field) -> Field:
        assert self.form is not None
        return self.form.fields.setdefault(new.name, new)

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def read(html: str, url: str) -> Any:
    """Return what a page holds."""
    reader = PageReader(url)
    reader.feed(html)
    reader.close()
    return reader
