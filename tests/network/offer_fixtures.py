"""Offers and a source of proposals, as the tests of offers need them."""

import pytest

from kim.core import dates
from kim.districts.models import LifeDomain
from kim.network.models import IntegreatSource, Offer
from kim.network.offers import importing
from kim.network.offers.outside import Limits
from tests.network.integreat import server


def make_offer(district, place=None, name="Beratung Beispiel", *, topics=(), **details):
    """Make a current offer that was confirmed just now."""
    options = {"listing": Offer.Listing.LISTED, "confirmed_on": dates.today()} | details
    offer = Offer.objects.create(district=district, municipality=place, name=name, **options)
    offer.topics.set(LifeDomain.objects.filter(code__in=topics))
    return offer


@pytest.fixture
def integreat():
    """A running Integreat that answers what the test says."""
    with server.running() as state:
        state.answers(server.recorded("locations"))
        yield state


@pytest.fixture
def source(scoped, integreat, monkeypatch):
    """The source of Probstadt; nobody waits long."""
    monkeypatch.setattr(importing, "PAUSES", (0.0, 0.0))
    monkeypatch.setattr(importing, "AT_NIGHT", Limits(step=0.5, whole=1.0, size=200_000))
    monkeypatch.setattr(importing, "AT_ONCE", Limits(step=0.5, whole=1.0, size=200_000))
    return IntegreatSource.objects.create(
        district=scoped, base_url=integreat.url, region="probstadt", language="de"
    )
