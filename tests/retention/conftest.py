"""The register of deletions lies in a folder of the test."""

import pytest

from kim.retention.register import register_path


@pytest.fixture(autouse=True)
def register_file(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return register_path()
