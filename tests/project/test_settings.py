"""What an installation is told by its environment, and what it refuses."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kim.project import environment
from kim.project.environment import SettingError

ROOT = Path(__file__).parents[2]
KEY = base64.b64encode(bytes(range(32))).decode()
PRODUCTION = {
    "KIM_MODE": "production",
    "KIM_SECRET_KEY": "k3y-" + "".join(chr(97 + number % 26) + str(number % 10) for number in range(40)),
    "KIM_KEY_ENCRYPTION_KEY": KEY,
    "KIM_ALLOWED_HOSTS": "kim.example",
    "KIM_PUBLIC_URL": "https://kim.example",
}


def check(folder, **changes):
    """Run Django's deployment check in an environment and return status and output."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KIM_", "DJANGO_"))}
    wanted = {name: value for name, value in {**PRODUCTION, **changes}.items() if value is not None}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**kept, "KIM_DATA_DIR": str(folder), **wanted},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_production_installation_has_nothing_to_complain(tmp_path):
    status, said = check(tmp_path)
    assert (status, "no issues" in said) == (0, True), said


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"KIM_SECRET_KEY": None}, "KIM_SECRET_KEY is not set"),
        ({"KIM_SECRET_KEY": "changeme"}, "KIM_SECRET_KEY is too short"),
        ({"KIM_SECRET_KEY": "a" * 60}, "KIM_SECRET_KEY is too short or too simple"),
        ({"KIM_KEY_ENCRYPTION_KEY": None}, "KIM_KEY_ENCRYPTION_KEY is not set"),
        ({"KIM_KEY_ENCRYPTION_KEY": "AAAA"}, "KIM_KEY_ENCRYPTION_KEY has 3 bytes"),
        (
            {"KIM_KEY_ENCRYPTION_KEY": base64.b64encode(bytes(32)).decode()},
            "KIM_KEY_ENCRYPTION_KEY is too simple",
        ),
        ({"KIM_ALLOWED_HOSTS": None}, "KIM_ALLOWED_HOSTS is not set"),
        ({"KIM_PUBLIC_URL": None}, "KIM_PUBLIC_URL is not set"),
        ({"KIM_MODE": "produktion"}, "KIM_MODE is 'produktion'"),
        ({"KIM_DATABASE_URL": "mysql://x"}, "unknown kind of database"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(tmp_path, changes, named):
    status, said = check(tmp_path, **changes)
    assert status != 0
    assert f"KIM cannot start: {named}" in said or named in said
    assert "Traceback" not in said


@pytest.mark.parametrize("value", ["zwei", "1.5", "-1"])
def test_a_number_is_a_number(monkeypatch, value):
    monkeypatch.setenv("KIM_SOMETHING", value)
    with pytest.raises(SettingError, match="KIM_SOMETHING"):
        environment.number("KIM_SOMETHING", 3)


@pytest.mark.parametrize(
    ("url", "engine", "name", "host"),
    [
        ("sqlite:////data/kim.sqlite3", "django.db.backends.sqlite3", "/data/kim.sqlite3", None),
        ("postgresql://kim:ge%40heim@db:5433/kim", "django.db.backends.postgresql", "kim", "db"),
        (
            "postgresql://kim@/kim?host=/run/postgresql",
            "django.db.backends.postgresql",
            "kim",
            "/run/postgresql",
        ),
    ],
)
def test_databases_are_named_by_address(monkeypatch, url, engine, name, host):
    monkeypatch.setenv("KIM_DATABASE_URL", url)
    described = environment.database("KIM_DATABASE_URL", Path("x"))
    assert (described["ENGINE"], described["NAME"], described.get("HOST")) == (engine, name, host)


def test_mail_servers_are_named_by_address(monkeypatch):
    monkeypatch.setenv("KIM_EMAIL_URL", "smtp://kim:ge%40heim@mail.example:587?tls=1")
    described = environment.mail("KIM_EMAIL_URL")
    assert described["EMAIL_HOST_PASSWORD"] == "ge@heim"
    assert (described["EMAIL_HOST"], described["EMAIL_PORT"], described["EMAIL_USE_TLS"]) == (
        "mail.example",
        587,
        True,
    )
