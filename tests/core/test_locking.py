"""The version a person saw decides, whatever number a form sends."""

import pytest

from kim.cases.models import Client
from kim.core.locking import HIGHEST_VERSION, Conflict, claim_version

pytestmark = pytest.mark.usefixtures("scoped", "case")


def test_the_version_shown_is_claimed_once():
    client = Client.objects.get()
    claim_version(client, 1)
    assert Client.objects.get().version == 2
    with pytest.raises(Conflict):
        claim_version(client, 1)


@pytest.mark.parametrize("version", [-1, 0, 7, HIGHEST_VERSION, HIGHEST_VERSION + 1, 2**70])
def test_any_other_number_is_a_conflict_on_every_database(version):
    with pytest.raises(Conflict):
        claim_version(Client.objects.get(), version)
    assert Client.objects.get().version == 1
