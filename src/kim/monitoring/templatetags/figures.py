"""Drawing rows of figures. A month has some hundred cells; written here they take a tenth of the time of a loop."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kim.monitoring.queries.tables import Cell, Row

register = template.Library()


def _content(cell: Cell) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', cell.url, cell.text) if cell.url else cell.text


@register.simple_tag
def cells(row: Row) -> SafeString:
    """Return the cells of a row; a number with cases behind it is a link."""
    return format_html_join("", '<td class="numeric">{}</td>', ((_content(cell),) for cell in row.cells))
