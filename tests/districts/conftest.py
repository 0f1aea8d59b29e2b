"""A small pack to change."""

import pytest

from kim.districts.pack import load_pack
from tests.districts.small_pack import SMALL


@pytest.fixture
def pack(tmp_path):
    """Write a pack and load it; texts to replace are given in pairs."""

    def load(*replacements, text=SMALL, apply=True):
        for before, after in replacements:
            assert before in text, before
            text = text.replace(before, after)
        path = tmp_path / "kreis.toml"
        path.write_text(text, encoding="utf-8")
        return load_pack(path, apply=apply)

    return load
