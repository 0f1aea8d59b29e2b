"""Fixtures that tests of the network share."""

from tests.network.agreement_cast import draft, lea, partner, sven
from tests.network.offer_fixtures import integreat, source

__all__ = ["draft", "integreat", "lea", "partner", "source", "sven"]
