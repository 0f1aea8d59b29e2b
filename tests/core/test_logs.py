"""Log lines hold no personal data and no secret link."""

import logging

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


def test_a_secret_link_loses_its_secret():
    line = logged("Forbidden (%s): %s", "CSRF", "/probstadt/ar/anfrage/Ge-heim_99%41/")
    assert line == "Forbidden (CSRF): /probstadt/ar/anfrage/…"


def test_other_lines_stay_as_they_are():
    assert logged("%d %% done", 5) == "5 % done"
