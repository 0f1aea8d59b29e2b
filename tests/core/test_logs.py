"""Log lines hold no personal data and no secret link."""

import logging

import pytest

from kim.core.logs import WithoutValues


def logged(message, *args, error=None):
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, args, exc_info)
    WithoutValues().filter(record)
    return record.getMessage()


def test_the_text_of_an_error_is_left_out():
    try:
        int("Olena Musterova")
    except ValueError as error:
        line = logged("Internal Server Error: %s", "/probstadt/faelle/", error=error)
    assert "Musterova" not in line
    assert line.startswith("Internal Server Error: /probstadt/faelle/ [ValueError at test_logs.py")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/probstadt/ar/anfrage/Ge-heim_99%41/", "/probstadt/ar/anfrage/…"),
        ("/probstadt/kennzahlen/7:Ge-heim_99/", "/probstadt/kennzahlen/…"),
    ],
)
def test_a_secret_link_loses_its_secret(path, shown):
    assert logged("Forbidden (%s): %s", "CSRF", path) == f"Forbidden (CSRF): {shown}"


def test_other_lines_stay_as_they_are():
    assert logged("%d %% done", 5) == "5 % done"
