"""Fixtures that tests of the network share."""

from tests.network.agreement_cast import draft, lea, partner, sven

__all__ = ["draft", "lea", "partner", "sven"]
