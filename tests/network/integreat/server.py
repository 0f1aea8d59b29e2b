"""The server: answers are set by a test, questions are kept for it."""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
LOCATIONS = "/api/v3/probstadt/de/locations/"


def recorded(name: str) -> list[Any]:
    """Return a recorded answer."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


class Integreat:
    """What the next questions get: a body (anything but bytes becomes JSON), a status, headers."""

    def __init__(self) -> None:
        self.body: Any = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.pause = 0.0
        self.failures = 0
        self.promised: int | None = None
        self.questions: list[tuple[str, str, dict[str, str]]] = []
        self.url = ""

    def answers(self, body: Any, status: int = 200, **headers: str) -> None:
        """Set the answer."""
        self.body, self.status = body, status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def _handler(state: Integreat) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            state.questions.append((self.command, self.path, dict(self.headers)))
            time.sleep(state.pause)
            if state.failures:
                state.failures -= 1
                self.send_error(503)
                return
            etag = state.headers.get("ETag")
            same = etag is not None and self.headers.get("If-None-Match") == etag
            body = state.body if isinstance(state.body, bytes) else json.dumps(state.body).encode()
            self.send_response(304 if same else state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            size = len(body) if state.promised is None else state.promised
            self.send_header("Content-Length", "0" if same else str(size))
            self.end_headers()
            if not same and self.command == "GET":
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

    return Handler


@contextlib.contextmanager
def running() -> Any:
    """Start it on a free port of this machine and end it."""
    state = Integreat()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
