"""Asking servers outside: only public addresses, only whom it was meant for, with limits of time and size."""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Timer
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

CHUNK = 65_536
REDIRECTS = 4
MOVED = frozenset({301, 302, 303, 307, 308})
PORTS = {"http": 80, "https": 443}
ADDRESSES_OF_A_NAME = 3
INTERNET_6 = ipaddress.ip_network("2000::/3")
AGENT = "KIM (Kommunales Integrationsmanagement)"


class OutsideError(Exception):
    """No usable answer; the message is German and for people. `passing` says that trying again may help."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        """Keep both."""
        super().__init__(message)
        self.passing = passing


@dataclass(frozen=True)
class Limits:
    """How long a server may take, in seconds (for a single step and in all), and how many bytes are read."""

    step: float = 15.0
    whole: float = 60.0
    size: int = 20_000_000
    https_only: bool = True
    #: Whether another server may be the target of a redirect.
    may_leave: bool = False
    #: Whether only the ports that web pages have by themselves are asked.
    usual_ports: bool = False


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def ask(url: str, *, limits: Limits, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
    """Ask for an address and return the answer of whatever status; follows redirects as far as the limits allow.

    Raises OutsideError when there is no answer, too much of it, or an address that must not be asked.
    """
    deadline = time.monotonic() + limits.whole
    address = _parts(url, limits)
    for _ in range(REDIRECTS + 1):
        answer = _one(method, address, headers or {}, limits, deadline)
        target = answer.headers.get("location", "")
        if answer.status not in MOVED or not target:
            return answer
        moved = _parts(target, limits, address.geturl())
        if not limits.may_leave and _server(moved) != _server(address):
            raise OutsideError("Die Adresse leitet auf einen anderen Server weiter; ihm wird nicht gefolgt.")
        address = moved
    raise OutsideError("Die Adresse leitet zu oft weiter.")


def ask_nobody(url: str, *, limits: Limits) -> None:
    """Raise OutsideError for an address that would never be asked; nobody is asked here."""
    address = _parts(url, limits)
    if address.query or address.fragment:
        raise OutsideError("Bitte nur den Server angeben, ohne Fragezeichen und Raute.")


def _parts(url: str, limits: Limits, base: str = "") -> SplitResult:
    try:
        address = urlsplit(urljoin(base, url) if base else url)
        port = address.port
    except ValueError:
        raise OutsideError("Die Adresse ist keine Internetadresse.") from None
    if address.scheme not in PORTS or not address.hostname or address.username is not None or port == 0:
        raise OutsideError("Die Adresse ist keine Internetadresse.")
    if limits.https_only and address.scheme != "https" and not _is_test():
        raise OutsideError("Die Adresse beginnt nicht mit https.")
    if limits.usual_ports and _server(address)[2] not in PORTS.values() and not _is_test():
        raise OutsideError(
            "Die Adresse nennt einen anderen Port als 80 und 443; dort wird nicht nachgesehen."
        )
    return address


def _server(address: SplitResult) -> tuple[str, str, int]:
    return address.scheme, address.hostname or "", address.port or PORTS[address.scheme]


def _is_test() -> bool:
    """Tests ask servers of their own on this machine; nobody else may."""
    return bool(settings.MODE == "test")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet: not of this machine, an internal network or a test."""
    found = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return is_public(str(inner))
        # Only these are handed out on the internet; others may be translated into an internal network.
        if found not in INTERNET_6:
            return False
    return found.is_global and not found.is_multicast


def _left(limits: Limits, deadline: float) -> float:
    """Return the seconds that the next step may take."""
    return min(limits.step, max(deadline - time.monotonic(), 0.01))


def _connected(address: SplitResult, limits: Limits, deadline: float) -> socket.socket:
    """Connect to the very address that was examined, so that a name cannot mean another one a moment later."""
    _, host, port = _server(address)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [entry for entry in found if is_public(str(entry[4][0])) or _is_test()]
    if not allowed:
        raise OutsideError("Die Adresse führt in ein internes Netz; dort wird nicht nachgesehen.")
    problem: OSError = ConnectionError()
    for family, kind, protocol, _, target in allowed[:ADDRESSES_OF_A_NAME]:
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(_left(limits, deadline))
        try:
            connection.connect(target)
        except OSError as error:
            connection.close()
            problem = error
        else:
            return connection
    raise problem


def _opened(address: SplitResult, limits: Limits, deadline: float) -> http.client.HTTPConnection:
    scheme, host, port = _server(address)
    plain = _connected(address, limits, deadline)
    timeout = _left(limits, deadline)
    plain.settimeout(timeout)
    if scheme == "http":
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
        connection.sock = plain
        return connection
    context = ssl.create_default_context()
    secure = http.client.HTTPSConnection(host, port, timeout=timeout, context=context)
    try:
        secure.sock = context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
    return secure


@contextlib.contextmanager
def _until(deadline: float, line: socket.socket) -> Iterator[None]:
    """Cut the line at the deadline, also when the other side sends a byte every now and then."""

    def cut() -> None:
        with contextlib.suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)

    watch = Timer(max(deadline - time.monotonic(), 0.01), cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _one(
    method: str, address: SplitResult, headers: Mapping[str, str], limits: Limits, deadline: float
) -> Answer:
    try:
        connection = _opened(address, limits, deadline)
        with contextlib.closing(connection), _until(deadline, connection.sock):
            path = (address.path or "/") + (f"?{address.query}" if address.query else "")
            connection.request(method, path, headers={"User-Agent": AGENT, **headers})
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            body = b"" if method == "HEAD" or response.status in MOVED else _body(response, limits)
            return Answer(response.status, body, named)
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        late = time.monotonic() >= deadline or isinstance(error, TimeoutError)
        raise OutsideError(
            "Der Server antwortet zu langsam." if late else _said(error), passing=True
        ) from None


def _body(response: http.client.HTTPResponse, limits: Limits) -> bytes:
    parts, size = [], 0
    while chunk := response.read(CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > limits.size:
            raise OutsideError(f"Die Antwort ist größer als {limits.size // 1_000_000} MB.")
    promised = response.getheader("Content-Length", "")
    if promised.isdecimal() and int(promised) > size:
        raise OutsideError("Die Antwort bricht ab.", passing=True)
    return b"".join(parts)


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "Das Zertifikat des Servers gilt nicht."
    if isinstance(error, socket.gaierror):
        return "Den Server gibt es unter diesem Namen nicht."
    if isinstance(error, http.client.IncompleteRead):
        return "Die Antwort bricht ab."
    if isinstance(error, (http.client.HTTPException, UnicodeError)):
        return "Der Server antwortet unverständlich."
    return "Der Server ist nicht erreichbar."
