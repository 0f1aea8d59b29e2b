"""What a district pack may say about posts."""

from datetime import date

import pytest

from kim.accounts.pack import SECTIONS

PACK = {
    "municipalities": {
        ("05997001",): {"name": "Lindenau", "area": "nord"},
        ("05997002",): {"name": "Stein", "area": ""},
    }
}
FINE = {
    "role": "case_manager",
    "building_block": 2,
    "from": date(2026, 1, 1),
    "to": None,
    "area": "nord",
    "municipality": "",
}


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({}, []),
        ({"area": ""}, []),
        ({"municipality": "05997001"}, []),
        ({"municipality": "05997001", "area": "sued"}, ["area"]),
        ({"municipality": "05997002", "area": "nord"}, ["area"]),
        ({"municipality": "05997002", "area": ""}, []),
        ({"building_block": 1}, ["role"]),
        ({"building_block": 1, "role": "assistant"}, []),
        ({"building_block": 3, "role": "authority_officer"}, []),
        ({"to": date(2026, 1, 1)}, []),
        ({"to": date(2025, 12, 31)}, ["to"]),
        ({"to": date(2025, 12, 31), "building_block": 3}, ["role", "to"]),
    ],
)
def test_posts_fit_their_block_area_and_time(changes, keys):
    assert [key for key, _ in SECTIONS[0].check(FINE | changes, PACK)] == keys
