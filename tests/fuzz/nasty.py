"""Input that no person types, or only once: every value has a reason."""

import random
from urllib.parse import quote

from tests.fuzz.pages import Field, Form

#: A value that is already percent-encoded, well or badly.
RAW = (
    "%",
    "%zz",
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%ED%B0%80%ED%A0%80",
    "%FF%FE",
    "%C3%28",
    "%F5%80%80%80",
    "%u0041",
    "%C0%AF",
)
LONG = ("a" * 100_000, "ä" * 100_000, " " * 100_000, "9" * 100_000, "=1+" * 5_000)
LETTERS = (
    "",
    " ",
    "\t\r\n\x0b\x0c",
    "\x01\x02\x1b[31m\x7f\x85",
    "\u202egnitaert\u202c",
    "\u200f\u200b\u2066\ufeff",
    "a\u0300" * 40,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f",
    "\U0010ffff\ufffe\ufdd0",
    "İıſßﬁ",
    "محمد الأحمد",
    "Олена'Мустерова",
    'O\'Neill "Zitat" „Wort“',
    "\u2028zeile\u2029",
)
NUMBERS = (
    "0", "-0", "-1", "1", "1.5", "1,5", "1e9", "1e999", "0x10", "1_000", "٣", "²", "NaN", "-Infinity",
    "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808",
    "99999999999999999999", "-99999999999999999999", "1440", "1441",
)  # fmt: skip
DAYS = (
    "0000-00-00", "31.02.2026", "29.02.2025", "29.02.2028", "01.01.0001", "31.12.9999", "01.01.10000",
    "01.01.99999", "99999-01-01", "2026-11-20T10:00", "20.11.26", "20/11/2026", "2026-13-01", "-2026-01-01",
    "heute", "1.1", "20.11.2026", "21.11.2026", "19.11.2026", "24:00", "25:61", "10:00", "9", "0000-00", "2026-00",
    "2026-13", "2026-11", "9999-12", "10000-01",
)  # fmt: skip
IDENTIFIERS = (
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "{11111111-1111-4111-8111-111111111111}",
    "urn:uuid:11111111-1111-4111-8111-111111111111",
    "11111111111141118111111111111111",
    "11111111-1111-4111-8111-11111111111g",
    "P-26-0001",
    "F-26-0001",
    "p 26 1",
    "05998000",
    "None",
    "null",
    "undefined",
    "true",
    "on",
)
CODE = (
    "' OR '1'='1",
    "'; DROP TABLE cases_case; --",
    "1) UNION SELECT 1,2,3--",
    "%' AND 1=1 --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</textarea><svg onload=alert(1)>",
    "</title><style>*{}</style>",
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% debug %}",
    "{{ request.user }}{% include '/etc/passwd' %}",
    "${7*7}#{7*7}<%= 7*7 %>",
    "%(name)s %s %d {0} {name.__class__}",
    "../../../../etc/passwd",
    "http://169.254.169.254/",
    "//fremd.example/",
    "\r\nSet-Cookie: fremd=1",
    "$(reboot)`reboot`|reboot",
    '{"$ne": null}',
    "[]",
    '["a", {"b": [1, 2]}]',
    "[" * 2_000,
    "a[]=1&a[]=2",
)
FORMULAS = (
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://fremd.example")',
    "\t=1",
    "=cmd|' /C calc'!A0",
)
TEXTS = (*LETTERS, *NUMBERS, *DAYS, *IDENTIFIERS, *CODE, *FORMULAS)
NAMES = (
    "unbekannt",
    "__proto__",
    "district",
    "id",
    "pk",
    "csrfmiddlewaretoken",
    "version",
    "actor",
    "role",
    "is_active",
)
#: Parameters that some page understands.
PARAMETERS = (
    "page", "monat", "year", "konstellation", "gebiet", "zahl", "bedarf", "verlauf", "status", "stand", "track",
    "municipality", "whose", "lead", "closing", "ort", "weg", "tag", "next", "first", "last", "actor", "action",
    "unbekannt",
)  # fmt: skip
CONTENT_TYPES = (
    "",
    "text/plain",
    "application/json",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=gibt-es-nicht",
    "application/x-www-form-urlencoded; charset=latin-1",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x",
    'multipart/form-data; boundary="ä"',
    "multipart/form-data; boundary=" + "b" * 300,
    "multipart/mixed; boundary=x",
    "image/png",
    "kein/typ; ; ;=",
)
BODIES = (
    b"",
    b"\x00\xff\xfe",
    b"{",
    b"&&&===",
    b"--x\r\n",
    b'--x\r\nContent-Disposition: form-data; name="on"\r\n\r\n1\r\n',
    b'--x\r\nContent-Disposition: form-data; name="on"; filename="a.png"\r\n\r\n\x89PNG\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="note"\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n--x--\r\n',
    b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n",
    b"a=" + b"b" * 1_100_000,
    b"&".join(b"a%d=1" % number for number in range(600)),
)


def encoded(text: str) -> str:
    """Return a text percent-encoded for an address or a body."""
    return quote(text, safe="", errors="surrogatepass")


def value(dice: random.Random, own: list[str]) -> str:
    """Return one nasty value, encoded; `own` are things that exist elsewhere: identifiers of other people's."""
    kind = dice.random()
    if kind < 0.08:
        return dice.choice(RAW)
    if kind < 0.10:
        return encoded(dice.choice(LONG))
    if kind < 0.22 and own:
        return encoded(dice.choice(own))
    return encoded(dice.choice(TEXTS))


def body(dice: random.Random, form: Form, target: Field, own: list[str]) -> str:
    """Return the encoded body of a form of which one field, sometimes more, is not what it should be."""
    usual = [(name, encoded(text)) for name, text in form.usual(dice.choice(form.buttons)).items()]
    spoilt = {target.name} | {each for each in form.fields if dice.random() < 0.12}
    pairs: list[tuple[str, str]] = []
    for name, text in usual:
        pairs += _spoilt(dice, name, text, own) if name in spoilt else [(name, text)]
    if dice.random() < 0.1:
        pairs.append((dice.choice(NAMES), value(dice, own)))
    return "&".join(f"{encoded(name)}={text}" for name, text in pairs)


def _spoilt(dice: random.Random, name: str, text: str, own: list[str]) -> list[tuple[str, str]]:
    kind = dice.random()
    if kind < 0.08:
        return []
    if kind < 0.16:
        return [(name, text), (name, value(dice, own))]
    if kind < 0.20:
        return [(f"{name}[]", text), (f"{name}[0][x]", text)]
    return [(name, value(dice, own))]


def query(dice: random.Random, known: list[str], own: list[str]) -> str:
    """Return a query of one to three parameters."""
    names = [*known, *PARAMETERS] if known else list(PARAMETERS)
    pairs = [f"{encoded(dice.choice(names))}={value(dice, own)[:3000]}" for _ in range(dice.randint(1, 3))]
    return "?" + dice.choice(("&", "&", "&", "&&", ";")).join(pairs)
