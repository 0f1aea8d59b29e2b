"""The import against a real Integreat CMS; run by `make test-integreat` alone, in the order in which it stands here."""

import os
import signal
import subprocess
import time

import pytest

from kim.core.tenancy import district_scope
from kim.network.models import IntegreatSource, Offer
from kim.network.offers.importing import import_offers
from kim.network.offers.outside import Limits, OutsideError, ask
from tests.cast import make_district

pytestmark = [pytest.mark.integreat, pytest.mark.usefixtures("clock")]


def in_integreat(code):
    """Do something in Integreat's own shell."""
    models = (
        "from integreat_cms.cms.models import *\n"
        "from linkcheck.listeners import unregister_listeners\nunregister_listeners()\n"
    )
    command = [os.environ["INTEGREAT_TEST_CLI"], "shell", "-c", models + code]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "integreat_cms.core.settings",
        "PYTHONWARNINGS": "ignore",
    }
    subprocess.run(command, check=True, env=environment, capture_output=True)


def numbers(report):
    assert report.succeeded, report.problem
    return report.created, report.changed, report.missing, report.unchanged


def stop_integreat():
    os.kill(int(os.environ["INTEGREAT_TEST_PID"]), signal.SIGTERM)
    for _ in range(100):
        try:
            ask(os.environ["INTEGREAT_TEST_URL"], limits=Limits(step=1, whole=2))
        except OutsideError:
            return
        time.sleep(0.1)
    raise AssertionError("Integreat goes on.")


def test_dry_run_import_change_removal_and_outage(db):
    district = make_district("probstadt", "Kreis Probstadt", "05997", "P")
    with district_scope(district):
        source = IntegreatSource.objects.create(
            district=district, base_url=os.environ["INTEGREAT_TEST_URL"], region="probstadt", language="de"
        )
        assert numbers(import_offers(None, source=source, apply=False)) == (3, 0, 0, 0)
        assert not Offer.objects.exists()

        assert numbers(import_offers(None, source=source)) == (3, 0, 0, 0)
        first = Offer.objects.get(name="Beratung für Zugewanderte")
        assert first.description == ("Beratung für Zugewanderte\nWir beraten kostenlos.\n– auf Arabisch")
        assert first.address == "Musterweg 1, 09991 Lindenau"
        assert first.external_data["category"] == "Beratungsstelle"
        assert "/probstadt/de/locations/" in first.external_url
        places = dict(Offer.objects.order_by("pk").values_list("name", "municipality__name"))
        assert places == {
            "Beratung für Zugewanderte": "Lindenau",
            "Sprachcafé Weltweit": "Steinbach",
            "Treffpunkt Dorf": "Steinbach",
        }
        source.refresh_from_db()
        assert numbers(import_offers(None, source=source)) == (0, 0, 0, 3)

        in_integreat(
            "t = POITranslation.objects.get(title='Sprachcafé Weltweit')\n"
            "t.pk = None; t.version += 1; t.title = 'Sprachcafé Zuhause'; t.save()\n"
        )
        report = import_offers(None, source=source)
        assert numbers(report) == (0, 1, 0, 2)
        changes = {change["label"]: change["new"] for change in report.details[0]["changes"]}
        assert changes["Name"] == "Sprachcafé Zuhause"

        in_integreat("POI.objects.filter(city='Kleindorf').update(archived=True)")
        assert numbers(import_offers(None, source=source)) == (0, 0, 1, 2)
        assert Offer.objects.get(name="Treffpunkt Dorf").missing_since

        source.language = "xx"
        assert "404" in import_offers(None, source=source).problem
        source.language = "de"
        before = list(Offer.objects.order_by("pk").values())
        stop_integreat()
        report = import_offers(None, source=source, at_once=True)
        assert (report.succeeded, report.problem) == (False, "Der Server ist nicht erreichbar.")
        assert list(Offer.objects.order_by("pk").values()) == before
