"""Log lines without personal data."""

import logging
import re

SECRET_LINK = re.compile(r"/(anfrage|einladung|kennzahlen)/[^\s\]]+")


class WithoutValues(logging.Filter):
    """Reduces a logged error to its kind and place: messages of exceptions may quote what a person typed.

    Addresses lose the secret part of a link.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the traceback by the type of the error and the places it passed."""
        if record.exc_info and record.exc_info[0]:
            record.msg = f"{record.getMessage()} [{record.exc_info[0].__name__} at {_places(record)}]"
            record.args = ()
            record.exc_info = None
            record.exc_text = None
        message = record.getMessage()
        if SECRET_LINK.search(message):
            record.msg = SECRET_LINK.sub(r"/\1/…", message)
            record.args = ()
        return True


def _places(record: logging.LogRecord) -> str:
    trace = record.exc_info[2] if record.exc_info else None
    places: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])
