"""What a page with one form keeps and tells."""

from types import SimpleNamespace

import pytest
from django import forms
from django.test import RequestFactory

from kim.core.editing import attempt, posted, posted_version, saved_by_others
from kim.core.locking import Conflict
from kim.districts.models import LifeDomain
from kim.network.models import AccessRoute


@pytest.mark.parametrize(
    ("sent", "version"),
    [("3", 3), ("0", 0), ("", -1), ("-1", -1), ("1.5", -1), ("²", -1), ("9" * 10, -1), (None, -1)],
)
def test_versions_that_no_page_shows_are_nobodys(sent, version):
    data = {} if sent is None else {"version": sent}

    assert posted_version(SimpleNamespace(POST=data)) == version


def test_nothing_sent_is_nothing():
    assert posted(RequestFactory().get("/")) is None
    assert posted(RequestFactory().post("/", {"a": "1"}))["a"] == "1"


class RouteForm(forms.Form):
    label = forms.CharField(label="Name")
    active = forms.BooleanField(label="in Gebrauch", required=False)
    criteria = forms.CharField(label="Kriterien", required=False)
    other = forms.CharField(label="Kein Feld der Zeile", required=False)


def test_only_what_differs_is_told_and_said_in_words(scoped, route):
    form = RouteForm({"label": route.label, "active": "", "criteria": "Neu"})
    assert form.is_valid()

    assert saved_by_others(form, route) == [("in Gebrauch", "ja"), ("Kriterien", "leer")]


def test_several_things_are_told_by_name(scoped, lindenau, sonnfeld):
    class PlacesForm(forms.Form):
        municipalities = forms.CharField(label="Orte", required=False)

    made = AccessRoute.objects.get(code="selbst")
    made.municipalities.set([sonnfeld, lindenau])
    form = PlacesForm({})
    assert form.is_valid()
    assert saved_by_others(form, made) == [("Orte", "Lindenau, Sonnfeld")]


def test_a_conflict_undoes_what_was_done(scoped):
    def act():
        LifeDomain.objects.create(district=scoped, code="neu", label="Neu")
        raise Conflict("inzwischen geändert")

    form = RouteForm({"label": "Selbst"})
    assert attempt(form, act) == 409
    assert not LifeDomain.objects.filter(code="neu").exists()
    assert "inzwischen von jemand anderem geändert" in form.non_field_errors()[0]
    assert attempt(RouteForm({}), act) == 422
