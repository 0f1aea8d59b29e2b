"""Pages with one form: what was sent, what stood in the way, and what somebody else saved in the meantime."""

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from kim.core.locking import Conflict
from kim.core.requests import StaffRequest

UNPROCESSABLE = 422
CONFLICT = 409
CHANGED = (
    "Der Eintrag wurde inzwischen von jemand anderem geändert. Unten steht, was jetzt gespeichert ist. "
    "Bitte prüfen Sie Ihre Eingabe und speichern Sie noch einmal."
)
CHANGED_SINCE = (
    "Der Eintrag wurde inzwischen von jemand anderem geändert. Es ist nichts passiert: "
    "Bitte sehen Sie ihn noch einmal an und entscheiden Sie dann."
)


@dataclasses.dataclass(frozen=True)
class Words:
    """What a page with one form says, and where it leads: to `back_url`, whose name is `back_label`."""

    title: str
    back_label: str
    back_url: str
    done: str
    submit: str = "Speichern"
    lead: str = ""
    template: str = "core/one_form.html"
    conflict: str = CHANGED
    more: dict[str, Any] = dataclasses.field(default_factory=dict)


def posted(request: StaffRequest) -> Any:
    """Return what was sent, None if nothing was."""
    return request.POST if request.method == "POST" else None


def posted_version(request: StaffRequest) -> int:
    """Return the version that the page showed; -1, which no row has, if it is missing or no number."""
    text = str(request.POST.get("version", ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _as_text(row: models.Model, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name, "")
    if isinstance(value, models.Manager):
        return ", ".join(str(each) for each in value.order_by("pk"))
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)


def saved_by_others(form: forms.BaseForm, row: models.Model) -> list[tuple[str, str]]:
    """Return label and saved value of each field that a conflict is about, read anew: what was typed differs."""
    fresh = type(row)._default_manager.get(pk=row.pk)
    cleaned = getattr(form, "cleaned_data", {})
    return [
        (str(form.fields[name].label), _as_text(fresh, name) or "leer")
        for name in form.fields
        if hasattr(fresh, name) and getattr(fresh, name) != cleaned.get(name)
    ]


def attempt(form: forms.BaseForm, act: Callable[[], Any], conflict: str = CHANGED) -> int:
    """Do something for a valid form and return 0; say in the form what stood in the way and return its status."""
    if not form.is_valid():
        return UNPROCESSABLE
    try:
        with transaction.atomic():
            act()
    except Conflict:
        form.add_error(None, conflict)
        return CONFLICT
    return 0


def press(request: StaffRequest, act: Callable[[], Any], done: str) -> bool:
    """Do what a button without a form says, and return whether it was done; say so, or that the entry is another."""
    try:
        with transaction.atomic():
            act()
    except Conflict:
        messages.error(request, CHANGED_SINCE)
        return False
    messages.success(request, done)
    return True


def answer_form(
    request: StaffRequest,
    form: forms.BaseForm,
    words: Words,
    act: Callable[[], Any],
    row: models.Model | None = None,
    *,
    saved: Callable[[], list[tuple[str, str]]] | None = None,
) -> HttpResponse:
    """Answer a page with one form.

    - A valid form is acted upon, a message says so, and the person is led back.
    - After a mistake the page keeps what was typed (422) and the version that the person has seen.
    - After a conflict about `row` it shows what was typed and what is saved now (409), with the new version;
      `saved` reads what is saved if it does not stand in the row itself.
    """
    status = attempt(form, act, words.conflict) if request.method == "POST" else 200
    if not status:
        messages.success(request, words.done)
        return redirect(words.back_url)
    version, theirs = getattr(row, "version", None), []
    if status == UNPROCESSABLE and row is not None:
        version = posted_version(request)
    if status == CONFLICT and row is not None:
        theirs = saved() if saved else saved_by_others(form, row)
        version = type(row)._default_manager.values_list("version", flat=True).get(pk=row.pk)
    context = {"form": form, "words": words, "version": version, "theirs": theirs, **words.more}
    return render(request, words.template, context, status=status)
