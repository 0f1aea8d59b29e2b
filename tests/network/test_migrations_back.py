"""An installation goes back to the version before and forward again, with answers that only the new one knows."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kim.core.tenancy import district_scope
from kim.districts.models import Municipality
from kim.network.models import OfficeHours, OfficeHoursException
from tests.cast import TODAY, make_district

BEFORE = [("districts", "0003_municipality_version"), ("network", "0007_office_hours_version")]
KEPT = ("place", "rule", "starts", "by_arrangement", "note")
ROWS = (
    {"none": True, "place": "Kreishaus"},
    {"none": True},
    {"none": True, "by_arrangement": True},
    {"none": True, "by_arrangement": True, "place": "Bürgerhaus", "note": "nach Anruf"},
    {"times_unknown": True, "place": "Freundeskreis", "note": "Uhrzeit erfragen"},
    {"rule": "FREQ=WEEKLY;BYDAY=MO", "place": "Rathaus", "note": "montags"},
    {"rule": "FREQ=WEEKLY;BYDAY=TU", "place": "Markt", "starts": "09:00", "ends": "12:00"},
)


@pytest.fixture
def filled(transactional_db):
    """Two districts with everything that the version before cannot hold."""
    districts = [make_district("a", "Kreis A", "05997", "A"), make_district("b", "Kreis B", "05998", "B")]
    for district in districts:
        with district_scope(district):
            place = Municipality.objects.get(name="Lindenau")
            Municipality.objects.filter(name="Sonnfeld").update(clearing_point=True)
            for row in ROWS:
                hours = OfficeHours.objects.create(district=district, municipality=place, **row)
            OfficeHoursException.objects.create(district=district, office_hours=hours, on=TODAY)
            none = OfficeHours.objects.filter(none=True, place="Kreishaus").get()
            OfficeHoursException.objects.create(district=district, office_hours=none, on=TODAY)
    return districts


def go(targets):
    MigrationExecutor(connection).migrate(targets)


def stored_answers():
    """Return what stands in the column itself, by place, of all districts that can be seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, clearing_point FROM districts_municipality")
        return {name: said if said is None else bool(said) for name, said in cursor.fetchall()}


def test_an_installation_goes_back_and_forward_again(filled):
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        go(BEFORE)
        for district in filled:
            with district_scope(district):
                assert stored_answers() == {"Lindenau": False, "Steinbach": False, "Sonnfeld": True}
    finally:
        go(newest)
    for district in filled:
        with district_scope(district):
            rows = OfficeHours.objects.order_by("pk")
            assert [tuple(map(str, row)) for row in rows.values_list(*KEPT)] == [
                ("Bürgerhaus", "", "None", "True", "nach Anruf"),
                ("Freundeskreis", "", "None", "True", "Uhrzeit erfragen"),
                ("Rathaus", "", "None", "True", "montags"),
                ("Markt", "FREQ=WEEKLY;BYDAY=TU", "09:00:00", "False", ""),
            ]
            assert not rows.filter(none=True).exists()
            assert OfficeHoursException.objects.count() == 1
            assert stored_answers() == {"Lindenau": None, "Steinbach": None, "Sonnfeld": True}
