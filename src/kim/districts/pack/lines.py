"""Where something stands in a TOML file: the parser of the standard library keeps no line numbers."""

import re
from collections import Counter
from collections.abc import Iterator

Place = tuple[str | int, ...]

HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
ASSIGNMENT = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w-]+)\s*=(.*)$""", re.DOTALL)
TOKEN = re.compile(
    r'"""|\'\'\''  # begin or end of a text of several lines
    r'|"(?:[^"\\]|\\.)*"|\'[^\']*\''  # a text, in which nothing counts
    r"|#.*"  # a comment, the same
    r"|[\[\]{}]"
)


class Lines:
    """Line numbers by place: `("municipalities", 3, "ags")` is the key of the fourth municipality."""

    def __init__(self, text: str) -> None:
        """Read the text once."""
        self._known: dict[Place, int] = {}
        for place, line in _places(text):
            self._known.setdefault(place, line)

    def of(self, place: Place) -> int:
        """Return the line of a place, or of the nearest thing around it; 1 for the file as a whole."""
        while place and place not in self._known:
            place = place[:-1]
        return self._known.get(place, 1)


def _places(text: str) -> Iterator[tuple[Place, int]]:
    """Yield every header and key at the outermost level with its line."""
    table: Place = ()
    rows: Counter[str] = Counter()
    open_now = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not open_now:
            header, assignment = HEADER.match(line), ASSIGNMENT.match(line)
            if header:
                table = _table(header[1], _bare(header[2]), rows)
                yield table[:1], number
                yield table, number
                continue
            if assignment:
                yield (*table, _bare(assignment[1])), number
        open_now = _still_open(line, open_now)


def _table(bracket: str, name: str, rows: Counter[str]) -> Place:
    if bracket == "[":
        return (name,)
    rows[name] += 1
    return (name, rows[name] - 1)


def _bare(name: str) -> str:
    return name.strip("\"' ")


def _still_open(line: str, before: str) -> str:
    """Return what a line leaves open: the quotes of a long text or the brackets of a list, innermost last."""
    now = before
    for token in TOKEN.findall(line):
        if now.endswith(('"', "'")):
            if token == now[-1] * 3:
                now = now[:-1]
        elif token in {'"""', "'''"}:
            now += token[0]
        elif token in {"[", "{"}:
            now += token
        elif token in {"]", "}"}:
            now = now[:-1]
    return now
