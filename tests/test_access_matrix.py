"""Everybody asks for every address, with every method: who may is written in `tests/access/policy.py`."""

import logging

import pytest

from tests.access import policy, world
from tests.access.probing import Prober, pages, targets_of

METHODS = ("GET", "POST")
RARE_METHODS = ("HEAD", "PUT", "DELETE")


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker):
    logging.disable(logging.CRITICAL)
    with world.standing(django_db_blocker) as made:
        yield made
    logging.disable(logging.NOTSET)


pytestmark = pytest.mark.django_db

OURS = [page for page in pages() if page.name in policy.POLICY]


def test_every_address_has_a_line_and_every_line_an_address():
    names = [page.name for page in pages()]

    assert sorted(names) == sorted([*policy.POLICY, *policy.LOG_IN])


@pytest.mark.parametrize("person", world.PEOPLE)
def test_everybody_gets_what_the_policy_says(everything, person):
    prober = Prober(everything, person)
    for page in OURS:
        targets = targets_of(page, everything)
        for method in METHODS:
            for target in targets:
                prober.ask(page, target, method)
        for method in RARE_METHODS:
            prober.ask(page, targets[0], method)
    tally = prober.tally
    print(f"{person}: {tally.asked} questions, {tally.read} readings, {tally.logged} entries in the log")

    assert not tally.wrong, "\n".join(tally.wrong)
    assert tally.read == tally.logged
