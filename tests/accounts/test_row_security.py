"""The second wall: PostgreSQL shows and takes only rows of the open district, whatever the program asks.

The tests walk all models, so that a new table without the wall fails.
"""

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction
from django_scopes import scopes_disabled

from kim.districts.models import DistrictOwned, Municipality
from kim.network.models import AccessRoute, OfficeHours
from tests.cast import in_district, make_case

pytestmark = pytest.mark.postgres

OURS = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("kim.")]
OWNED = [model for model in OURS if issubclass(model, DistrictOwned)]
LINKS = [
    model
    for model in OURS
    if model._meta.auto_created and issubclass(model._meta.auto_created, DistrictOwned)
]


def test_every_table_that_belongs_to_a_district_is_known():
    with_district = {
        model
        for model in OURS
        if any(field.attname == "district_id" for field in model._meta.concrete_fields)
    }
    assert with_district == set(OWNED)
    assert len(OWNED) > 20
    assert LINKS


@pytest.mark.parametrize("model", [*OWNED, *LINKS], ids=lambda model: model._meta.db_table)
def test_every_table_forces_row_security_with_one_policy(db, model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (True, True)
        cursor.execute(
            "SELECT policyname, cmd, qual IS NOT NULL, with_check IS NOT NULL FROM pg_policies WHERE tablename = %s",
            [model._meta.db_table],
        )
        assert cursor.fetchall() == [("district_only", "ALL", True, True)]


def test_role_of_the_program_cannot_pass_the_wall(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


@pytest.fixture
def both(clock, anna, lindenau, xenia, other_district):
    """Both districts with rows in as many tables as a day's work touches; the other one's case is returned."""
    make_case(anna, lindenau)
    with in_district(other_district):
        place = Municipality.objects.select_related("district").get(name="Lindenau")
        AccessRoute.objects.get(code="selbst").municipalities.add(place)
        OfficeHours.objects.create(
            district=other_district, municipality=place, place="Rathaus", by_arrangement=True
        )
    return make_case(xenia, place)


def raw_count(model, condition="TRUE", *values):
    with connection.cursor() as cursor:
        # Names of tables and columns come from our own models.
        cursor.execute(f"SELECT count(*) FROM {model._meta.db_table} WHERE {condition}", values)  # noqa: S608
        return cursor.fetchone()[0]


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.db_table)
def test_no_row_of_another_district_is_seen_with_all_other_checks_off(both, district, model):
    with in_district(district), scopes_disabled():
        assert raw_count(model, "district_id <> %s", district.pk) == 0
        assert model._base_manager.exclude(district_id=district.pk).count() == 0


@pytest.mark.parametrize("model", LINKS, ids=lambda model: model._meta.db_table)
def test_no_link_of_another_district_is_seen(both, district, model):
    parent = model._meta.auto_created
    column = next(field for field in model._meta.concrete_fields if field.related_model is parent).column
    conditions = f"p.id = {column} AND p.district_id = %s"
    foreign = f"NOT EXISTS (SELECT 1 FROM {parent._meta.db_table} p WHERE {conditions})"  # noqa: S608
    with in_district(district):
        assert raw_count(model, foreign, district.pk) == 0


def test_links_of_the_own_district_are_seen(both, district, other_district):
    routes = AccessRoute.municipalities.through
    with in_district(other_district):
        assert raw_count(routes) == 1
    with in_district(district):
        assert raw_count(routes) == 0


@pytest.mark.parametrize("model", [*OWNED, *LINKS], ids=lambda model: model._meta.db_table)
def test_nothing_is_seen_without_a_district(both, model):
    with transaction.atomic():
        assert raw_count(model) == 0


def test_row_for_another_district_is_refused(both, district, other_district):
    with (
        in_district(district),
        pytest.raises(Error, match="row-level security"),
        transaction.atomic(),
    ):
        AccessRoute.objects.create(district=other_district, code="fremd", label="Fremd")


def test_row_of_another_district_is_neither_changed_nor_removed(both, district, other_district):
    with in_district(district), scopes_disabled():
        assert AccessRoute._base_manager.filter(district=other_district).update(label="geändert") == 0
        assert models.QuerySet(AccessRoute).filter(district=other_district).delete() == (0, {})
    with in_district(other_district):
        assert AccessRoute.objects.exclude(label="geändert").count() == 2


def test_link_to_a_row_of_another_district_is_refused(both, district, other_district):
    with in_district(other_district):
        foreign = AccessRoute.objects.get(code="selbst")
    with in_district(district):
        place = Municipality.objects.first()
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            AccessRoute.municipalities.through._base_manager.create(
                accessroute_id=foreign.pk, municipality_id=place.pk
            )


def test_district_of_one_transaction_is_not_that_of_the_next(both, district):
    with in_district(district):
        assert raw_count(Municipality) == 3
    assert raw_count(Municipality) == 0
