"""The environment of all tests and checks, in this one place. The keys here protect nothing."""

import base64
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "kim.project.settings",
    "KIM_MODE": "test",
    "KIM_SECRET_KEY": "only-for-tests",
    "KIM_KEY_ENCRYPTION_KEY": base64.b64encode(bytes(range(32))).decode(),
    # Not the folder of the demo: no test touches its data.
    "KIM_DATA_DIR": str(Path(tempfile.gettempdir()) / f"kim-tests-{os.getuid()}"),
    # Playwright's event loop lives in the thread of the test, which asks the database too.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}
# What a developer has set for the demo must not change a test.
LEFT_OUT_PREFIX = "KIM_"
KEPT = ("KIM_DATABASE_URL", "KIM_KEYS_DATABASE_URL")
# Who wants no bytecode beside the code gets it elsewhere: compiling everything anew in each of the many processes
# that the tests start takes longer than many a test.
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
BYTECODE = {"PYTHONPYCACHEPREFIX": str(ROOT / "var" / "bytecode")}


def for_tests(outside: dict[str, str]) -> dict[str, str]:
    """Return the environment outside without settings of its own, plus those of the tests.

    The databases may be chosen from outside: that is how the same tests run on PostgreSQL.
    """
    kept = {
        name: value
        for name, value in outside.items()
        if (not name.startswith(LEFT_OUT_PREFIX) or name in KEPT) and name != NO_BYTECODE
    }
    return kept | ENVIRONMENT | (BYTECODE if NO_BYTECODE in outside else {})
