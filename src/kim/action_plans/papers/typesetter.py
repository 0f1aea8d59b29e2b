"""A program of its own: sets one paper with Typst and ends.

Typst keeps what it has set in memory, some 30 MB for each new paper; a process that ends gives it back, so that those
that serve pages stay small. It reads one JSON object (arguments of `typst.compile`) and writes one line of JSON with
the lengths of the files made, then the files.
"""

import json
import sys


def main() -> None:
    """Read what to set, write what came of it; a mistake ends the program with Typst's words."""
    import typst

    try:
        made = typst.compile(**json.load(sys.stdin.buffer))
    except typst.TypstError as error:
        sys.exit(f"Typst: {error}")
    files = made if isinstance(made, list) else [made]
    sys.stdout.buffer.write(json.dumps([len(file) for file in files]).encode() + b"\n" + b"".join(files))


if __name__ == "__main__":
    main()
