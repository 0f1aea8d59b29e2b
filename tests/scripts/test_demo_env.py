import subprocess
from base64 import b64decode
from pathlib import Path
from stat import S_IMODE

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path):
    """Source the script in an empty environment and return what a program started from it sees."""

    def sourced(**outside):
        shell = subprocess.run(
            ["bash", "-euc", ". scripts/demo_env.sh && env -0"],
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "KIM_DATA_DIR": str(tmp_path)} | outside,
            check=True,
            capture_output=True,
            text=True,
        )
        return dict(entry.split("=", 1) for entry in shell.stdout.split("\0") if entry)

    return sourced


def test_demo_has_secrets_of_the_right_size(environment):
    made = environment()

    assert made["KIM_MODE"] == "demo"
    assert len(b64decode(made["KIM_SECRET_KEY"])) == 48
    assert len(b64decode(made["KIM_KEY_ENCRYPTION_KEY"])) == 32


def test_secrets_stay_the_same_or_nobody_could_read_the_data(environment):
    assert environment() == environment()


def test_secrets_differ_between_installations(environment, tmp_path):
    first = environment()["KIM_KEY_ENCRYPTION_KEY"]

    assert environment(KIM_DATA_DIR=str(tmp_path / "other"))["KIM_KEY_ENCRYPTION_KEY"] != first


def test_nobody_else_may_read_the_secrets(environment, tmp_path):
    environment()

    assert S_IMODE((tmp_path / "demo.env").stat().st_mode) == 0o600


def test_what_the_caller_sets_wins(environment):
    assert environment(KIM_SECRET_KEY="mine")["KIM_SECRET_KEY"] == "mine"
