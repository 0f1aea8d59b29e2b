"""What is looked for on every page, whatever it shows."""

from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT

#: WCAG 2.2 A and AA and what is good practice beyond; the size of targets is off in the library unless asked for.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: No rule of these needs style sheets or sounds fetched beforehand (`preload`).
SHAPE = {
    "resultTypes": ["violations"],
    "iframes": False,
    "preload": False,
    "runOnly": TAGS,
    "rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}},
}
#: By far the slowest rule, so it runs once per page, and of the rows of a table, which are alike, on the first.
COLOURS = {
    "resultTypes": ["violations"],
    "iframes": False,
    "preload": False,
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
}
LIKE_THE_FIRST = {"exclude": [["tbody tr:nth-child(n+6)"], [".work-row:nth-child(n+6)"]]}
RUN_AXE = """async ([context, rules]) => (await axe.run(context ?? document, rules)).violations.flatMap(
  (found) => found.nodes.map((node) => `${found.id}: ${node.html.slice(0, 300)} ${node.failureSummary ?? ""}`))"""
LOOK = """() => {
  const root = document.documentElement;
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const styled = document.querySelectorAll("[style], style, [onclick], [onchange], [onsubmit]");
  const scrolling = ".table-frame, .skip-link, .kern-sr-only, svg";
  const wide = [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    const sticksOut = box.width && (box.right > root.clientWidth + 1 || box.left < -1);
    return sticksOut && element.checkVisibility() && !element.closest(scrolling);
  });
  return {
    lang: root.lang, dir: root.dir, title: document.title,
    headings: document.querySelectorAll("h1").length,
    twice: ids.filter((id, index) => ids.indexOf(id) !== index),
    styled: [...styled].map((element) => element.outerHTML.slice(0, 120)),
    scrolled: root.scrollWidth - root.clientWidth,
    wide: wide.map((element) => element.outerHTML.slice(0, 120)).slice(0, 3),
  };
}"""
UNFOLD = """() => document.querySelectorAll("main details, .menu").forEach((part) => { part.open = true; })"""


def _axe(page, context, rules):
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN_AXE, [context, rules])


def barriers_on(page):
    """List what axe-core finds but colours: the rule, the element and what to do, one line each."""
    return _axe(page, None, SHAPE)


def pale_text_on(page):
    """List what has too little contrast."""
    return _axe(page, LIKE_THE_FIRST, COLOURS)


def faults_of_frame(page, lang="de", direction="ltr"):
    """List what is wrong with language, headings, width and code of a page."""
    seen = page.evaluate(LOOK)
    wanted = {"lang": lang, "dir": direction, "headings": 1, "twice": [], "styled": [], "wide": []}
    found = [f"{name}: {seen[name]}" for name, value in wanted.items() if seen[name] != value]
    if seen["scrolled"] > 0:
        found.append(f"scrolls sideways by {seen['scrolled']}")
    if not seen["title"].strip(" ·"):
        found.append("no title")
    return found


class Watch:
    """Notes what a page says in the console and what it asks for elsewhere."""

    def __init__(self, page, home):
        self.home = urlsplit(home).netloc
        self.seen: list[str] = []
        page.on("request", self._request)
        page.on("console", self._message)
        page.on("pageerror", lambda error: self.seen.append(f"script: {error}"))

    def _request(self, asked):
        target = urlsplit(asked.url)
        if target.scheme in {"http", "https", "ws", "wss"} and target.netloc != self.home:
            self.seen.append(f"request to {asked.url}")

    def _message(self, message):
        if message.type in {"error", "warning"}:
            self.seen.append(f"console: {message.text}")

    def taken(self, status):
        """Return what was seen since the last time; that the page itself has this status is no fault."""
        seen, self.seen = self.seen, []
        return [line for line in seen if f"the server responded with a status of {status}" not in line]


def sideways(page):
    """Return by how many pixels a page can be scrolled to the side."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


#: What stays where it is while the page is scrolled, and so would hide the rest of a small screen.
PINNED = """() => [...document.querySelectorAll("body *")]
  .filter((element) => ["fixed", "sticky"].includes(getComputedStyle(element).position))
  .map((element) => element.outerHTML.slice(0, 120))"""
#: The element that has the focus, if it cannot be seen.
COVERED = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "";
  const whole = focused.closest("label") ?? focused;
  const box = whole.getBoundingClientRect();
  const across = Math.min(Math.max(box.left + Math.min(box.width, innerWidth) / 2, 1), innerWidth - 1);
  const down = Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 1), innerHeight - 1);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const top = document.elementFromPoint(across, down);
  const seen = inside && top && (whole.contains(top) || top.contains(whole));
  return seen ? "" : focused.outerHTML.slice(0, 200);
}"""
#: The distances that readers may set (WCAG 1.4.12).
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
CUT_OFF = """() => [...document.querySelectorAll("main *, header *")].filter((element) => {
  const look = getComputedStyle(element);
  const hides = ["hidden", "clip"].includes(look.overflowX) || ["hidden", "clip"].includes(look.overflowY);
  const over = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
  return hides && over && element.checkVisibility() && element.textContent.trim()
    && !element.matches(".kern-sr-only, .kern-sr-only *, [aria-hidden], meter, progress");
}).map((element) => element.outerHTML.slice(0, 160))"""
MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
  const look = getComputedStyle(element);
  const moves = (times) => times.split(",").some((time) => parseFloat(time) > 0);
  return moves(look.transitionDuration) || (look.animationName !== "none" && moves(look.animationDuration))
    || look.scrollBehavior === "smooth";
}).map((element) => element.outerHTML.slice(0, 120))"""
