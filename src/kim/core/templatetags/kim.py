"""Tags and filters that every template may use."""

from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kim.core import dates

register = template.Library()

SHAPES = {"info": "●", "success": "✓", "warning": "▲", "danger": "■", "neutral": "○"}


@register.filter
def share(value: Any, total: Any) -> int:
    """Return the rounded percentage of a value in a total, 0 for an empty total."""
    return round(100 * value / total) if total else 0


@register.filter
def days_from_today(day: date) -> int:
    """Return the number of days until a day, negative when it has passed."""
    return (day - dates.today()).days


@register.filter
def german_day(iso: str) -> str:
    """Return a day written as 2026-11-20 as 20.11.2026."""
    return f"{date.fromisoformat(iso):%d.%m.%Y}"


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """Return the value of a key in a dictionary, None without it."""
    return mapping.get(key)


@register.simple_tag
def badge(kind: str, text: str) -> SafeString:
    """Return a badge whose state is told by shape and text, not by colour alone."""
    return format_html(
        '<span class="kim-badge kim-badge--{}"><span aria-hidden="true">{}</span> {}</span>',
        kind,
        SHAPES.get(kind, SHAPES["neutral"]),
        text,
    )
