"""Forms in the mark-up of the KERN design system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.forms.renderers import TemplatesSetting

from kim.core.widget_markup import MARKUP

if TYPE_CHECKING:
    from django.forms import Widget
    from django.http import HttpRequest

WIDGET_CLASSES = {
    "check": "kern-form-check__checkbox",
    "select": "kern-form-input__select",
    "input": "kern-form-input__input",
}


def widget_kind(widget: Widget) -> str:
    """Which mark-up a widget needs: ``pills``, ``radios``, ``check``, ``select`` or ``input``."""
    if isinstance(widget, CheckboxSelectMultiple):
        return "pills"
    if isinstance(widget, RadioSelect):
        return "radios"
    if isinstance(widget, CheckboxInput):
        return "check"
    # A list of several lines has no arrow, so it is framed like a text field.
    if isinstance(widget, Select) and not widget.allow_multiple_selected:
        return "select"
    return "input"


class KernBoundField(BoundField):
    """A field that knows its KERN mark-up and gives its widget the classes for it."""

    @property
    def kind(self) -> str:
        """See ``widget_kind``."""
        return widget_kind(self.field.widget)

    @property
    def anchor(self) -> str:
        """Identifier that a link in the error summary leads to."""
        return self.id_for_label or self.auto_id

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Django's attributes and the class; an own class of the widget is kept."""
        built = super().build_widget_attrs(attrs, widget)
        base = WIDGET_CLASSES.get(self.kind)
        if base is None:
            return built
        own = self.field.widget.attrs.get("class", "")
        error = f"{base}--error" if self.errors else ""
        return {**built, "class": " ".join(filter(None, (base, error, own)))}


class KernRenderer(TemplatesSetting):
    """Renders whole forms, single fields and choice lists with the templates in ``kim/forms``."""

    form_template_name = "kim/forms/form.html"
    field_template_name = "kim/forms/field.html"
    bound_field_class = KernBoundField

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Return the mark-up of a widget, a field or a form."""
        markup = MARKUP.get(template_name)
        if markup is not None:
            return markup(context["widget"])
        return super().render(template_name, context, request)
