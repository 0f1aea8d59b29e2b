"""Mark-up of the widgets that every form has, written without templates.

A list of places is a template for each place in Django; a form with three lists then costs more than the rest of
its page. Same mark-up as Django's templates, from the same context.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]


def _joined(parts: list[str]) -> SafeString:
    # Every part is escaped where it is made.
    return mark_safe("".join(parts))  # noqa: S308


def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """Return attributes as they stand in a tag: False is left out, True has no value."""
    parts: list[str] = []
    for name, value in attrs.items():
        if value is True:
            parts.append(f" {conditional_escape(name)}")
        elif value is not False:
            parts.append(f' {conditional_escape(name)}="{conditional_escape(str(value))}"')
    return _joined(parts)


def text_input(widget: Widget) -> SafeString:
    """Return an input of one line, hidden ones and check boxes too."""
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    tag = '<input type="{}" name="{}"{}{}>'
    return format_html(tag, widget["type"], widget["name"], value, attributes(widget["attrs"]))


def text_area(widget: Widget) -> SafeString:
    """Return an input of several lines; the line break after the tag keeps one that the text begins with."""
    tag = '<textarea name="{}"{}>\n{}</textarea>'
    return format_html(tag, widget["name"], attributes(widget["attrs"]), widget["value"] or "")


def _option(option: Widget) -> str:
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return f'\n<option value="{value}"{attributes(option["attrs"])}>{label}</option>'


def select(widget: Widget) -> SafeString:
    """Return a list to choose from, with groups if it has some."""
    parts = [f'<select name="{conditional_escape(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'\n<optgroup label="{conditional_escape(group)}">')
        parts += [_option(option) for option in options]
        if group:
            parts.append("\n</optgroup>")
    return _joined([*parts, "\n</select>"])


def _choice(option: Widget) -> SafeString:
    value, attrs = str(option["value"]), attributes(option["attrs"])
    if option["type"] == "checkbox":
        tag = '<label class="pill"><input type="checkbox" name="{}" value="{}"{}><span>{}</span></label>\n'
        return format_html(tag, option["name"], value, attrs, option["label"])
    tag = (
        '<div class="kern-form-check"><input class="kern-form-check__radio" type="radio" name="{}" value="{}"{}>'
        '<label class="kern-label" for="{}">{}</label></div>\n'
    )
    return format_html(tag, option["name"], value, attrs, option["attrs"].get("id", ""), option["label"])


def choices(widget: Widget) -> SafeString:
    """Return pills (several may hold) or radio buttons (one)."""
    parts: list[str] = []
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(format_html('<p class="choices__group">{}</p>\n', group))
        parts += [_choice(option) for option in options]
    return _joined(parts)


#: Name of Django's template -> what stands in for it.
MARKUP: Final[Mapping[str, Callable[[Widget], SafeString]]] = {
    f"django/forms/widgets/{name}.html": function
    for function, names in (
        (text_input, ("text", "hidden", "number", "email", "url", "date", "time", "password", "checkbox")),
        (text_area, ("textarea",)),
        (select, ("select",)),
        (choices, ("checkbox_select", "radio")),
    )
    for name in names
}
