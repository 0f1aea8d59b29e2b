"""Typed reading of settings from the environment; a wrong value stops the start with its name."""

import base64
import binascii
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingError(Exception):
    """A setting in the environment is missing or has a value that cannot be used."""


def text(name: str, default: str | None = None) -> str:
    """Return a non-empty text; raise SettingError when it is missing and has no default."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise SettingError(f"{name} is not set.")
    return default


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """Return one of the allowed words."""
    value = text(name, default)
    if value not in allowed:
        raise SettingError(f"{name} is {value!r}; allowed: {', '.join(allowed)}.")
    return value


def number(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number that is at least `least`."""
    value = text(name, str(default))
    try:
        result = int(value)
    except ValueError:
        raise SettingError(f"{name} is {value!r}, not a whole number.") from None
    if result < least:
        raise SettingError(f"{name} is {result}; the least is {least}.")
    return result


def words(name: str, default: str) -> list[str]:
    """Return the words of a list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret_bytes(name: str, value: str) -> bytes:
    """Decode 32 bytes written in base64, the form of every key of the system."""
    try:
        key = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise SettingError(f"{name} is not base64.") from None
    if len(key) != 32:
        raise SettingError(f"{name} has {len(key)} bytes; 32 are needed.")
    return key


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Opening a file with its settings takes longer than an empty page; a restore needs a restart anyway.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA secure_delete=ON; PRAGMA cache_size=-16000;"
            ),
        },
    }


def database(name: str, default_file: Path) -> dict[str, Any]:
    """Return Django's description of a database from a URL (`sqlite:///file`, `postgresql://user:pw@host:port/name`)."""
    url = os.environ.get(name, "").strip()
    if not url:
        return _sqlite(str(default_file))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path[1:] if parts.path.startswith("//") else parts.path))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SettingError(f"{name}: unknown kind of database {parts.scheme!r}.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def mail(name: str) -> dict[str, Any]:
    """Return Django's mail settings from `smtp://user:pw@host:port?tls=1`; without it, mail goes to the terminal."""
    url = os.environ.get(name, "").strip()
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": parts.path,
        }
    if parts.scheme != "smtp" or not parts.hostname:
        raise SettingError(f"{name} is not of the form smtp://user:password@host:port.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": dict(parse_qsl(parts.query)).get("tls") == "1",
        "EMAIL_TIMEOUT": 10,
    }
