"""Nothing that anybody sends makes the server stumble: no status 500, no lost text, nothing stored elsewhere.

Both databases get 5,000 inputs in a test run. `FUZZ_INPUTS=200000` sends more at night; `FUZZ_SEED` repeats a run.
"""

import logging
import os

import pytest
from django.db import connection

from tests.access import world
from tests.fuzz.machine import Machine, explore, headers_of_refusals

PARTS = 10
INPUTS = int(os.environ.get("FUZZ_INPUTS", "5000"))
FEW = 150
# Each database gets inputs of its own.
SEED = (
    int(os.environ.get("FUZZ_SEED", "0"))
    or {"sqlite": 20_261_120, "postgresql": 20_261_121}[connection.vendor]
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker):
    logging.disable(logging.CRITICAL)
    with world.standing(django_db_blocker) as made:
        yield made
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def found(everything):
    return explore(everything)


def send(everything, found, seed, inputs):
    report = Machine(everything, found, seed).run(inputs)
    print(f"seed {seed}: {dict(report.sent)}, {report.kept} pages kept text, answers {dict(report.statuses)}")
    return report


def test_every_kind_of_form_is_found(found):
    forms = [each for each in found if each.form.method == "post"]

    assert len(forms) > 40
    assert len({field for each in forms for field in each.form.fields}) > 60


def test_few_inputs_do_no_harm(everything, found):
    report = send(everything, found, SEED, FEW)

    assert not report.wrong, "\n".join(report.wrong)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_many_inputs_do_no_harm(everything, found, part):
    report = send(everything, found, SEED + 1 + part, INPUTS // PARTS)

    assert not report.wrong, "\n".join(report.wrong)
    assert set(report.sent) == {"form", "text", "query", "address", "label"}


def test_refusals_before_any_view_have_the_headers(everything):
    assert headers_of_refusals(everything) == []
