"""A no that nobody has said becomes unknown when an installation is brought up to date."""

from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.db import connection

from kim.core.tenancy import district_scope
from kim.districts.models import Municipality

MIGRATION = import_module("kim.districts.migrations.0004_unknown_clearing_point")


def test_no_becomes_unknown_and_yes_stays(district, lindenau, sonnfeld):
    with district_scope(district):
        Municipality.objects.filter(pk=lindenau.pk).update(clearing_point=False)
        Municipality.objects.filter(pk=sonnfeld.pk).update(clearing_point=True)
    MIGRATION.forget_what_nobody_said(apps, SimpleNamespace(connection=connection))

    with district_scope(district):
        said = dict(Municipality.objects.order_by("pk").values_list("pk", "clearing_point"))
    assert (said[lindenau.pk], said[sonnfeld.pk]) == (None, True)
