"""Checks of the code base as pure functions: each takes text and returns its complaints."""

import ast
import re

MODULE_LINES = 450
FUNCTION_LINES = 60
TEMPLATE_LINES = 130

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("time", "time"),
}
# The towns and municipalities of the three districts that the packs describe: they are data, never code.
PLACES = (
    # Kreis Warendorf
    "Ahlen Beckum Beelen Drensteinfurt Ennigerloh Everswinkel Oelde Ostbevern Sassenberg Sendenhorst Telgte "
    "Wadersloh Warendorf "
    # Kreis Höxter
    "Driburg Beverungen Borgentreich Brakel Höxter Hoexter Marienmünster Nieheim Steinheim Warburg "
    "Willebadessen "
    # Kreis Wesel
    "Alpen Dinslaken Hamminkeln Hünxe Kamp-Lintfort Moers Neukirchen-Vluyn Rheinberg Schermbeck Sonsbeck "
    "Voerde Wesel Xanten"
).split()
PLACE = re.compile(rf"\b({'|'.join(PLACES)})(er)?\b", re.IGNORECASE)

TAG = re.compile(r"<(?P<name>[a-z][\w-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
TEMPLATE_COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL)
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL | re.IGNORECASE)
HANDLER = re.compile(r"(^|\s)on[a-z]+\s*=", re.IGNORECASE)
STYLE = re.compile(r"(^|\s)style\s*=", re.IGNORECASE)
UNESCAPED = re.compile(r"\|\s*safe(seq)?\b|{%\s*autoescape\s+off")


def too_long(text, limit):
    """The file has more lines than it may have."""
    lines = len(text.splitlines())
    return [f"{lines} lines, {limit} are allowed"] if lines > limit else []


def long_functions(text):
    """Functions with more lines than a reader keeps in mind."""
    return [
        f"line {node.lineno}: {node.name}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, FUNCTIONS) and node.end_lineno - node.lineno >= FUNCTION_LINES
    ]


def uses_managers(text):
    """Views and forms fetch through queries and permissions, so that nobody forgets a filter."""
    managers = {"objects", "all_objects", "_default_manager", "_base_manager"}
    return [
        f"line {node.lineno}: .{node.attr}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and node.attr in managers
    ]


def imported_modules(text):
    """Pairs of line and dotted name, one for each module or name that is imported."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module or ''}.{alias.name}") for alias in node.names)


def imports_django(text):
    """Rules of the field are pure."""
    return [f"line {line}: {name}" for line, name in imported_modules(text) if name.split(".")[0] == "django"]


def uses_signals(text):
    """A signal acts where nobody reads; actions call each other by name."""
    return [
        f"line {line}: {name}"
        for line, name in imported_modules(text)
        if "signals" in name.split(".") or name.startswith("django.dispatch")
    ]


def overrides_saving(text):
    """A model that does more than keep its row hides the consequence of an action."""
    return [
        f"line {node.lineno}: {owner.name}.{node.name}"
        for owner in ast.walk(ast.parse(text))
        if isinstance(owner, ast.ClassDef)
        for node in owner.body
        if isinstance(node, FUNCTIONS) and node.name in {"save", "delete", "asave", "adelete"}
    ]


def reads_clock(text):
    """Today and now come from kim.core.dates, where tests and the demo can move them."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if (name, node.attr) in CLOCKS:
                found.append(f"line {node.lineno}: {name}.{node.attr}")
    return found


def without_docstrings(text):
    """Python code with its docstrings blanked: they name the paper that a rule comes from."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, *FUNCTIONS)) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            lines[docstring.lineno - 1 : docstring.end_lineno] = [""] * (
                docstring.end_lineno - docstring.lineno + 1
            )
    return "\n".join(lines)


def names_places(text):
    """What differs between districts is data."""
    return [
        f"line {number}: {match[0]}"
        for number, line in enumerate(text.splitlines(), 1)
        for match in PLACE.finditer(line)
    ]


def inline_code(text):
    """The content security policy forbids style and script inside a page."""
    found = []
    for tag in TAG.finditer(TEMPLATE_COMMENT.sub("", text)):
        name, attributes = tag["name"].lower(), tag["attributes"]
        if name == "style" or STYLE.search(attributes):
            found.append(f"style: {tag[0]}")
        if HANDLER.search(attributes):
            found.append(f"event handler: {tag[0]}")
        if "javascript:" in attributes.lower():
            found.append(f"script address: {tag[0]}")
        if name == "script" and "src=" not in attributes and "application/json" not in attributes:
            found.append(f"inline script: {tag[0]}")
    return found


def foreign_addresses(text):
    """Nothing is loaded from elsewhere: pages work without the internet."""
    return [
        f"foreign address: {tag[0]}"
        for tag in TAG.finditer(text)
        if tag["name"].lower() in {"script", "link", "img", "iframe", "source", "object", "embed"}
        and re.search(r"(src|href|data|srcset)\s*=\s*[\"']?(https?:)?//", tag["attributes"])
    ]


def unescaped_without_reason(text):
    """Text that is not escaped says on the same line or the one before why it may be so."""
    lines = ["", *text.splitlines()]
    return [
        f"line {number}: {line.strip()}"
        for number, line in enumerate(lines)
        if UNESCAPED.search(line) and "{#" not in line + lines[number - 1]
    ]


def forms_without_token(text):
    """A form that changes something proves that it is ours."""
    return [
        form[0].splitlines()[0]
        for form in FORM.finditer(TEMPLATE_COMMENT.sub("", text))
        if re.search(r"method\s*=\s*[\"']?post", form[0], re.IGNORECASE) and "{% csrf_token %}" not in form[0]
    ]


def forms_without_address(text):
    """A form that changes something names where it goes.

    Left to itself it goes to the address of the page with everything behind `#`, and a browser that is sent to a part
    of a page does not start at the list of errors.
    """
    return [
        form[0].splitlines()[0]
        for form in FORM.finditer(TEMPLATE_COMMENT.sub("", text))
        if re.search(r"method\s*=\s*[\"']?post", form[0], re.IGNORECASE)
        and not re.search(r"<form[^>]*\saction=\"[^\"]", form[0])
    ]


def level_of_apps(layers):
    """Level by app, from the lines of the layers contract, highest first: `"(cases) | steering"`."""
    return {
        name.strip(" ()"): level for level, line in enumerate(reversed(layers)) for name in line.split("|")
    }


def points_upwards(relations, levels):
    """Relations `(app, field, app it points to)` that lead to a higher app or to one beside it."""
    return [
        f"{field} points to {target}"
        for app, field, target in relations
        if app != target and levels[target] >= levels[app]
    ]


def anonymous_views_elsewhere(views):
    """Addresses of `(address, name, view)` that need no log-in but do not stand in a `public_views.py`."""
    return [
        f"/{address}: {view.__module__}"
        for address, _, view in views
        if getattr(view, "access_mark", None) == "anonymous"
        and view.__module__.split(".")[-1] != "public_views"
    ]


def views_without_mark(views):
    """Addresses of `(address, name, view)` where nobody said who may use the view."""
    return [f"/{address}" for address, name, view in views if getattr(view, "access_mark", None) is None]
