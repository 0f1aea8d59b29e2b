"""A real installation in a folder of its own: its databases, its server process, its clock.

The clock of a demo can be moved by whole days; the server is started anew for that, as after a night.
"""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests import migrated
from tests.environment import for_tests

ROOT = Path(__file__).parents[2]
SET_UP = """
import sys
import django
django.setup()
from datetime import timedelta
from django.core.management import call_command
call_command("load_district", sys.argv[1], apply=True)
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.workspace.demo.team import make_team
district = District.objects.get()
with district_scope(district):
    make_team(district, dates.today() - timedelta(days=400))
"""


class Installation:
    """One district, its team without any case, and a server that can be stopped and moved in time."""

    def __init__(self, folder: Path, pack: Path) -> None:
        """Set up the databases; the server does not run yet."""
        self.folder = folder
        self.log = folder / "server.log"
        self.shift = 0
        self.server = None
        self.port = free_port()
        (folder / "static").mkdir(exist_ok=True)
        migrated.copy_files(folder)
        self.python("-c", SET_UP, str(pack))

    @property
    def url(self) -> str:
        """Address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """Environment of every process of this installation."""
        environment = for_tests(dict(os.environ))
        for name in ("KIM_DATABASE_URL", "KIM_KEYS_DATABASE_URL"):
            environment.pop(name, None)
        return environment | {
            "KIM_DATA_DIR": str(self.folder),
            "KIM_CLOCK_SHIFT_DAYS": str(self.shift),
            "KIM_PUBLIC_URL": self.url,
            "PYTHONPATH": str(ROOT / "src"),
        }

    def python(self, *arguments: str) -> str:
        """Run Python in this installation and return what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        with self.log.open("a") as log:
            log.write(done.stdout + done.stderr)
        return done.stdout

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it printed."""
        return self.python("manage.py", *arguments)

    def ask(self, code: str) -> object:
        """Return what a piece of code with `district` open leaves in `answer`, through JSON."""
        head = (
            "import django, json, os\ndjango.setup()\nfrom kim.core.tenancy import district_scope\n"
            "from kim.districts.models import District\ndistrict = District.objects.get()\n"
            "with district_scope(district):\n"
        )
        body = "".join(f"    {line}\n" for line in code.strip().splitlines())
        said = self.python("-c", head + body + "print(json.dumps(answer, default=str))")
        return json.loads(said.splitlines()[-1])

    def start(self) -> None:
        """Start the server, if it does not run, and wait until it answers."""
        if self.server is not None:
            return
        program = str(Path(sys.executable).parent / "gunicorn")
        here = ("--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "4")
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [program, "kim.project.wsgi:application", *here],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=log,
            )
        for _ in range(150):
            try:
                self._knock()
            except OSError:
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise AssertionError(self.log.read_text())

    def _knock(self) -> None:
        """Ask for the landing page; raise OSError while nobody answers."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            connection.request("GET", "/")
            connection.getresponse().read()

    def stop(self) -> None:
        """End the server."""
        if self.server is not None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(timeout=20)
            self.server = None

    def move_clock(self, days: int) -> None:
        """Let that many more days pass; the server stands still until it is started again."""
        self.stop()
        self.shift += days

    def today(self) -> date:
        """Return the day it is in this installation."""
        return datetime.now(ZoneInfo("Europe/Berlin")).date() + timedelta(days=self.shift)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
