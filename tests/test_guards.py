import random

import pytest
from django.template import Context, Origin, Template, engines

from tests.guards import UndefinedVariable, UndefinedVariableProbe, in_another_order, shuffled_when_unordered


class Rows:
    """As much of a query set as the guard looks at."""

    def __init__(self, rows, *, ordered):
        self.rows, self.ordered, self._result_cache = rows, ordered, None

    def fetch_all(self):
        if self._result_cache is None:
            self._result_cache = list(self.rows)


def fetched(*, ordered, rows=("first", "second")):
    queryset = Rows(rows, ordered=ordered)
    fetch = shuffled_when_unordered(Rows.fetch_all, random.Random(1))
    fetch(queryset)
    fetch(queryset)
    return queryset._result_cache


def test_rows_without_order_come_in_another_order():
    assert fetched(ordered=False) == ["second", "first"]


def test_rows_with_order_keep_it():
    assert fetched(ordered=True) == ["first", "second"]


@pytest.mark.parametrize("seed", range(20))
def test_another_order_is_another_and_loses_nothing(seed):
    mixed = in_another_order(["a", "b", "c"], random.Random(seed))

    assert mixed != ["a", "b", "c"]
    assert sorted(mixed) == ["a", "b", "c"]


def test_one_row_stays():
    assert in_another_order(["a"], random.Random(1)) == ["a"]


@pytest.fixture
def rendered(tmp_path, monkeypatch):
    """Render a template file that counts as ours, or as somebody else's."""
    engine = engines["django"].engine

    def render(source, *, ours, **context):
        folder = tmp_path if ours else tmp_path / "elsewhere"
        monkeypatch.setattr(engine, "string_if_invalid", UndefinedVariableProbe(folder))
        path = tmp_path / "page.html"
        path.write_text(source)

        template = Template(source, origin=Origin(str(path)), engine=engine)

        return template.render(Context(context))

    return render


@pytest.mark.parametrize(
    "source",
    [
        "{{ missing }}",
        "{{ missing|default:'x' }}",
        "{{ there.missing }}",
        "{% for row in missing %}{% endfor %}",
        "{% with other=missing %}{{ other }}{% endwith %}",
    ],
)
def test_undefined_variable_fails_in_our_template(rendered, source):
    with pytest.raises(UndefinedVariable, match="missing"):
        rendered(source, ours=True, there={})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ there }}", "yes"),
        ("{{ empty }}", ""),
        ("{{ nothing }}", "None"),
        ("{% if missing %}a{% else %}b{% endif %}", "b"),
    ],
)
def test_defined_or_only_asked_for_passes(rendered, source, expected):
    assert rendered(source, ours=True, there="yes", empty="", nothing=None) == expected


@pytest.mark.parametrize(("source", "expected"), [("{{ missing }}", ""), ("{{ missing|default:'x' }}", "x")])
def test_templates_of_others_keep_the_behaviour_of_django(rendered, source, expected):
    assert rendered(source, ours=False) == expected
