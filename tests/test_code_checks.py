"""Each check of the code base complains about a bad sample and is content with a good one."""

import pytest

from tests import code_checks as check


def python(body, indent="    "):
    return "def action():\n" + "\n".join(indent + line for line in body)


BAD = [
    (check.long_functions, python(["pass"] * 60)),
    (check.uses_managers, "Case.objects.filter(pk=1)"),
    (check.uses_managers, "type(case)._default_manager.get()"),
    (check.imports_django, "from django.db import models"),
    (check.imports_django, "import django"),
    (check.uses_signals, "from django.db.models.signals import post_save"),
    (check.uses_signals, "from django.db.models import signals"),
    (check.uses_signals, "from django.dispatch import receiver"),
    (check.overrides_saving, "class Case(Model):\n    def save(self, *args): ..."),
    (check.overrides_saving, "class Case(Model):\n    async def adelete(self): ..."),
    (check.reads_clock, "timezone.now()"),
    (check.reads_clock, "DateTimeField(default=timezone.now)"),
    (check.reads_clock, "datetime.date.today()"),
    (check.reads_clock, "dt.datetime.now(tz)"),
    (check.names_places, "# only in Warendorf"),
    (check.names_places, 'slug = "hoexter"'),
    (check.names_places, "die Beckumer Straße"),
    (check.inline_code, '<p style="color: red">'),
    (check.inline_code, "<p\n  style='color: red'>"),
    (check.inline_code, '<button onclick="go()">'),
    (check.inline_code, "<script>go()</script>"),
    (check.inline_code, "<style>p{}</style>"),
    (check.inline_code, '<a href="javascript:go()">'),
    (check.foreign_addresses, '<script src="https://cdn.example/x.js"></script>'),
    (check.foreign_addresses, '<link rel="stylesheet" href="//cdn.example/x.css">'),
    (check.unescaped_without_reason, "{{ text|safe }}"),
    (check.unescaped_without_reason, "{% autoescape off %}{{ text }}{% endautoescape %}"),
    (check.forms_without_token, '<form method="post"><button>Senden</button></form>'),
    (check.forms_without_token, '<form method="post">{# {% csrf_token %} #}</form>'),
    (check.forms_without_address, '<form method="post">{% csrf_token %}</form>'),
    (check.forms_without_address, '<form method="post" action=""><p data-action="x"></p></form>'),
]
GOOD = [
    (check.long_functions, python(["pass"] * 59)),
    (check.uses_managers, "cases_visible_to(user).filter(pk=1)"),
    (check.imports_django, "from datetime import date"),
    (check.uses_signals, "from kim.cases.models import Case"),
    (check.overrides_saving, "class CaseForm(Form):\n    def save_draft(self): ..."),
    (check.reads_clock, "dates.today()"),
    (check.reads_clock, "datetime.timezone.utc"),
    (check.names_places, "Ein Mensch aus Musterstadt"),
    (check.inline_code, '<script src="{% static "kim/app.js" %}" defer></script>'),
    (check.inline_code, '<meta content="style=1"><p class="on">{# <p style="a"> #}'),
    (check.inline_code, '<rect width="{{ share }}" data-on="x"></rect>'),
    (check.foreign_addresses, '<a href="https://www.example.org/">Quelle</a>'),
    (check.foreign_addresses, '<link rel="stylesheet" href="/static/kim/app.css">'),
    (check.unescaped_without_reason, "{# drawn by us from numbers #}\n{{ picture|safe }}"),
    (check.forms_without_token, '<form method="post">{% csrf_token %}</form><form method="get"></form>'),
    (check.forms_without_address, '<form method="post" action="{{ request.path }}"></form><form></form>'),
]


@pytest.mark.parametrize(("checking", "sample"), BAD)
def test_complains(checking, sample):
    assert checking(sample) != []


@pytest.mark.parametrize(("checking", "sample"), GOOD)
def test_is_content(checking, sample):
    assert checking(sample) == []


def test_docstrings_are_blanked_and_nothing_else():
    code = '"""One."""\nx = "two"\ndef f():\n    """Three\n    four."""\n    return "five"  # six'

    assert check.without_docstrings(code) == '\nx = "two"\ndef f():\n\n\n    return "five"  # six'


def test_length_is_counted_in_lines():
    assert check.too_long("a\nb\nc", 3) == []
    assert check.too_long("a\nb\nc\nd", 3) == ["4 lines, 3 are allowed"]


def test_relation_upwards_or_sideways_is_found():
    levels = check.level_of_apps(["(cases) | steering", "(network)", "core"])
    relations = [
        ("cases", "Case.partner", "network"),
        ("cases", "Case.earlier", "cases"),
        ("network", "Partner.case", "cases"),
        ("cases", "Case.theme", "steering"),
    ]

    assert check.points_upwards(relations, levels) == [
        "Partner.case points to cases",
        "Case.theme points to steering",
    ]


def test_view_without_mark_is_found():
    def marked():
        """A view that says who may use it."""

    def unmarked():
        """A view that says nothing."""

    marked.access_mark = "staff"
    views = [("a/", "a", marked), ("b/", "b", unmarked)]

    assert check.views_without_mark(views) == ["/b/"]


def test_anonymous_view_among_others_is_found():
    def view():
        """A view for everybody, in a module that is not for such views."""

    view.access_mark = "anonymous"
    assert check.anonymous_views_elsewhere([("a/", "a", view)]) == [f"/a/: {__name__}"]

    view.__module__ = "kim.public.public_views"
    assert check.anonymous_views_elsewhere([("a/", "a", view)]) == []
