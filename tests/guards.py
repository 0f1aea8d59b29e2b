"""Guards around Django that turn quiet mistakes into failing tests."""

import sys
from functools import wraps
from pathlib import Path

from django.template.base import FilterExpression, Node
from django.template.defaulttags import ForNode


def in_another_order(rows, dice):
    """Return the rows in an order that differs from the given one, where there is another."""
    mixed = list(rows)
    dice.shuffle(mixed)
    # Two rows keep their order in half of all throws, which would hide the mistake.
    if all(mine is theirs for mine, theirs in zip(mixed, rows, strict=True)):
        mixed.reverse()
    return mixed


def shuffled_when_unordered(fetch_all, dice):
    """Wrap QuerySet._fetch_all so that a query without an order gives its rows shuffled."""

    @wraps(fetch_all)
    def fetch(queryset):
        is_fresh = queryset._result_cache is None
        fetch_all(queryset)
        if is_fresh and not queryset.ordered:
            queryset._result_cache = in_another_order(queryset._result_cache, dice)

    return fetch


class UndefinedVariable(AssertionError):
    """A template of ours names something that its context does not have."""


class UndefinedVariableProbe(str):
    """A value for Django's `string_if_invalid` that raises in our templates and is empty in those of others.

    Django asks for its truth exactly when it has met an undefined variable; templates of Django and allauth
    rely on such variables, so where they are drawn it stays what it is by default, the empty text.
    """

    __slots__ = ("ours",)

    def __new__(cls, ours: Path):
        probe = super().__new__(cls, "")
        probe.ours = str(ours)
        return probe

    def __bool__(self):
        frame = sys._getframe(1)
        if frame.f_code is not FilterExpression.resolve.__code__:
            return False
        expression = frame.f_locals["self"]
        template = template_being_drawn(frame)
        if template.startswith(self.ours):
            raise UndefinedVariable(f"{expression.token} is undefined in {template}")
        return False


def template_being_drawn(frame):
    """Return the file of the innermost template node being rendered in the calls above, '' if none is."""
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
        frame = frame.f_back
    return ""


class LoudSequence(FilterExpression):
    """What a loop goes through: Django takes an undefined name for an empty list, here it is told apart."""

    __slots__ = ()

    def resolve(self, context, ignore_failures=False):
        return super().resolve(context)


def make_loops_loud():
    """Let loops over an undefined name meet the probe; once per process, before a template is read."""
    init = ForNode.__init__

    @wraps(init)
    def loud_init(node, *args, **kwargs):
        init(node, *args, **kwargs)
        node.sequence.__class__ = LoudSequence

    ForNode.__init__ = loud_init
