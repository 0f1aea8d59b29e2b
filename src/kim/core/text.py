"""Text from people: names compared across scripts and spellings, safe cells, clean input.

Keys of names are as telling as the names. They are never stored or logged, and nothing here keeps a
cache: a deleted name must not live on in the memory of a worker.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Final, NamedTuple, TypeVar

from anyascii import anyascii
from rapidfuzz import process
from rapidfuzz.distance import OSA

K = TypeVar("K")
T = TypeVar("T")

# --- names: one spelling for many ----------------------------------------------------------------

# Arabic letters by their sound; the general transliteration writes long vowels as consonants.
_ARABIC: Final = str.maketrans(
    dict(zip("اأإآعةىئؤويیه", "aaaaaaaiuuiih", strict=True))
    | dict(zip("بتجحدرزسصطظفقكکلمنپگض", "btjhdrzsstzfqkklmnpgd", strict=True))
    | {"ث": "th", "خ": "kh", "ذ": "dh", "ش": "sh", "غ": "gh", "چ": "ch", "ژ": "zh"}
    | {"ء": "", "\u0640": "", "\u200c": " "}
    | {chr(mark): "" for mark in (*range(0x064B, 0x0660), 0x0670)}
)
_PERSIAN: Final = _ARABIC | str.maketrans({"ث": "s", "ذ": "z", "ض": "z"})
_ARABIC_SCRIPT: Final = re.compile("[\u0620-\u06ff]")
_PERSIAN_LETTER: Final = re.compile("[پچژگکی]")
_ARABIC_ARTICLE: Final = re.compile(r"\bال(?=\w{3})")
_ARABIC_CONSONANT: Final = (
    (re.compile(r"\b[يی]"), "y"),
    (re.compile(r"\bو"), "w"),
)

_APOSTROPHES: Final = re.compile("['`´’‘ʼʻʿʾ\"]")
_WORD: Final = re.compile("[a-z0-9]+")
# Abd al-Rahman, Abdul Rahman, Abdel-Rahman: one name, and its article belongs to it.
_SERVANT: Final = re.compile(r"\babd(?:[aeu]l|[aeu][drsnzt])? (?:[aeu][ldrsnzt]h? )?(?=[a-z]{3})")
_PARTICLES: Final = frozenset(
    {"al", "el", "ul", "bin", "ben", "ibn", "bint", "ould", "de", "da", "von", "van", "der"}
)

_SOUNDS: Final = {
    "schtsch": "s", "shch": "s", "szcz": "s", "tsch": "s", "tch": "s", "tsh": "s", "sch": "s", "sh": "s",
    "cz": "s", "sz": "s", "ch": "s", "dsch": "y", "dzh": "y", "dj": "y", "zh": "z", "tz": "z", "ts": "z",
    "kh": "h", "gh": "g", "dh": "d", "th": "t", "ph": "f", "ck": "k", "q": "k", "x": "ks", "w": "v", "j": "y",
    "ae": "a", "oe": "o", "ue": "u", "ou": "u", "oo": "u", "ee": "i", "dt": "t",
}  # fmt: skip
_SOUND: Final = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)) + "|c(?=[eiy])|c$|c|h$")
_GLIDE: Final = re.compile("[iy]+(?=[aeou])")
_LONG_I: Final = re.compile("[iy]{2,}|(?<=.)y(?![aeou])")
_DOUBLE: Final = re.compile(r"(.)\1+")
_SKELETON: Final = re.compile("(?<=.)[aeiouyv]")
_FIRST_VOWEL: Final = re.compile("^[aeiou]")


class SearchKeys(NamedTuple):
    """A name prepared for comparison: per word its letters, its sounds and its consonants."""

    words: tuple[str, ...]
    sounds: tuple[str, ...]
    skeletons: tuple[str, ...]


def normalise(name: str) -> str:
    """Return a name as lower-case words of ASCII letters and digits, in their order."""
    if _ARABIC_SCRIPT.search(name):
        name = _latin_from_arabic(name)
    if not name.isascii():
        name = anyascii(_APOSTROPHES.sub("", name))
    return " ".join(_WORD.findall(_APOSTROPHES.sub("", name.lower())))


def _latin_from_arabic(name: str) -> str:
    name = unicodedata.normalize("NFKC", name)
    is_persian = _PERSIAN_LETTER.search(name) is not None
    name = name if is_persian else _ARABIC_ARTICLE.sub("al ", name)
    for initial, letter in _ARABIC_CONSONANT:
        name = initial.sub(letter, name)
    return name.translate(_PERSIAN if is_persian else _ARABIC)


def search_keys(name: str) -> SearchKeys:
    """Prepare a name for `best_matches`. Keep the result in memory only."""
    return _keys(normalise(name), {})


def prepared(names: Iterable[tuple[K, str]]) -> list[tuple[K, SearchKeys]]:
    """Prepare many names at once, faster than one by one: they share most of their words."""
    known: dict[str, tuple[str, str]] = {}
    return [(key, _keys(normalise(name), known)) for key, name in names]


def _keys(plain: str, known: dict[str, tuple[str, str]]) -> SearchKeys:
    if "abd" in plain:
        plain = _SERVANT.sub("abdul", plain)
    all_words = plain.split()
    words = tuple([word for word in all_words if word not in _PARTICLES]) or tuple(all_words)
    for word in words:
        if word not in known:
            sound = _sound(word)
            known[word] = sound, _skeleton(sound)
    return SearchKeys(
        words, tuple([known[word][0] for word in words]), tuple([known[word][1] for word in words])
    )


def _sound(word: str) -> str:
    """One spelling for the ways German, English, French and Slavic languages write the same sound."""
    sound = _SOUND.sub(_replace, word)
    sound = _LONG_I.sub("i", _GLIDE.sub("y", sound))
    return _DOUBLE.sub(r"\1", sound) or word


def _replace(match: re.Match[str]) -> str:
    found = match[0]
    if found == "c":
        following = match.string[match.end() : match.end() + 1]
        return "s" if following in {"", "e", "i", "y"} else "k"
    return "" if found == "h" else _SOUNDS[found]


def _skeleton(sound: str) -> str:
    """The consonants: what Arabic script writes and what survives in every transliteration."""
    return _SKELETON.sub("", _FIRST_VOWEL.sub("a", sound))


# --- names: comparing ------------------------------------------------------------------------------

_SHORTLIST: Final = 150
_SOUND_CUTOFF: Final = 0.5
_SKELETON_CUTOFF: Final = 0.6


def similarity(query: str, candidate: str) -> float:
    """How much two names are alike, from 0 to 1, in whatever order and script they are written."""
    return _alike(search_keys(query), search_keys(candidate))


def best_matches(
    query: str, candidates: Sequence[tuple[K, SearchKeys]], limit: int = 10
) -> list[tuple[K, float]]:
    """Return the candidates most like a name, best first, each with its similarity.

    A person may be among the candidates under several names and comes back once.
    """
    wanted = search_keys(query)
    if not wanted.words:
        return []
    best: dict[K, float] = {}
    for position in _shortlist(wanted, candidates, max(_SHORTLIST, 2 * limit)):
        key, keys = candidates[position]
        best[key] = max(best.get(key, 0.0), _alike(wanted, keys))
    return sorted(best.items(), key=itemgetter(1), reverse=True)[:limit]


def _shortlist(wanted: SearchKeys, candidates: Sequence[tuple[K, SearchKeys]], size: int) -> list[int]:
    """Positions of candidates that have a word like one of those wanted; cheap and generous."""
    owners = [position for position, (_, keys) in enumerate(candidates) for _ in keys.words]
    sounds = [sound for _, keys in candidates for sound in keys.sounds]
    skeletons = [skeleton for _, keys in candidates for skeleton in keys.skeletons]
    total: dict[int, float] = {}
    for sound, skeleton in zip(wanted.sounds, wanted.skeletons, strict=True):
        found: dict[int, float] = {}
        for _, score, place in _like(skeleton, skeletons, _SKELETON_CUTOFF):
            found[owners[place]] = max(found.get(owners[place], 0.0), score * 0.8)
        for _, score, place in _like(sound, sounds, _SOUND_CUTOFF):
            found[owners[place]] = max(found.get(owners[place], 0.0), score)
        for owner, score in found.items():
            total[owner] = total.get(owner, 0.0) + score * len(sound)
    return sorted(total, key=total.__getitem__, reverse=True)[:size]


def _like(word: str, among: list[str], cutoff: float) -> list[tuple[str, float, int]]:
    return process.extract(
        word, among, scorer=OSA.normalized_similarity, processor=None, score_cutoff=cutoff, limit=None
    )


def _alike(one: SearchKeys, other: SearchKeys) -> float:
    if not one.words or not other.words:
        return 0.0
    table = [[_words_alike(one, i, other, j) for j in range(len(other.words))] for i in range(len(one.words))]
    there = _covered(one.words, [max(row) for row in table])
    back = _covered(other.words, [max(column) for column in zip(*table, strict=True)])
    joined = OSA.normalized_similarity("".join(one.sounds), "".join(other.sounds))
    # A name left out costs little, so that one of two family names is enough.
    return max(0.85 * max(there, back) + 0.15 * min(there, back), joined)


def _covered(words: tuple[str, ...], scores: list[float]) -> float:
    """Mean of the scores; a longer word says more."""
    weights = [len(word) for word in words]
    return sum(weight * score for weight, score in zip(weights, scores, strict=True)) / sum(weights)


def _words_alike(one: SearchKeys, i: int, other: SearchKeys, j: int) -> float:
    letters = OSA.normalized_similarity(one.words[i], other.words[j])
    if letters == 1:
        return 1.0
    sounds = OSA.normalized_similarity(one.sounds[i], other.sounds[j])
    consonants = OSA.normalized_similarity(one.skeletons[i], other.skeletons[j])
    return max(letters, 0.98 * sounds, 0.55 * consonants + 0.45 * sounds)


# --- cells of spreadsheets -------------------------------------------------------------------------

_UNSEEN: Final = re.compile("^[\\s'\"\u180e\u2800\u200b-\u200f\u2060-\u206f\ufeff\u00ad]+")
_FORMULA_STARTS: Final = frozenset("=+-@|%＝＋－＠﹢﹣﹦﹫−")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?: ?%)?")
_NOT_IN_CELLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def safe_cell(value: T | str) -> T | str:
    """Return a value that no spreadsheet takes for a formula.

    Text that begins like one, also behind spaces, quotation marks or invisible characters, gets an
    apostrophe in front; characters that a workbook cannot hold are left out. Written numbers and
    everything that is not text stay as they are.

    Source: OWASP, CSV injection.
    """
    if not isinstance(value, str):
        return value
    text = _NOT_IN_CELLS.sub("", value)
    if text.startswith(("\t", "\r", "\n")):
        return f"'{text}"
    if _UNSEEN.sub("", text)[:1] in _FORMULA_STARTS and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


# --- input -------------------------------------------------------------------------------------------

_LINE_BREAKS: Final = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ISOLATES: Final = frozenset("\u2066\u2067\u2068")
_END_OF_ISOLATE: Final = "\u2069"
_UNWANTED: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufeff\ufffe\uffff\ud800-\udfff]")


def clean_text(value: str) -> str:
    """Return typed text without what a reader cannot see and a database or page cannot take.

    Control characters, NUL, halves of surrogate pairs and bidirectional overrides go; every kind of
    line break becomes a line feed, a tab a space. Bidirectional isolates stay where each that
    is opened is closed in the same line. The result is in Unicode form NFC; cleaning it again
    changes nothing.
    """
    text = _LINE_BREAKS.sub("\n", value).replace("\t", " ")
    text = _UNWANTED.sub("", text)
    if any(sign in text for sign in (*_ISOLATES, _END_OF_ISOLATE)):
        text = "\n".join(_balanced(line) for line in text.split("\n"))
    return unicodedata.normalize("NFC", text)


def _balanced(line: str) -> str:
    """Leave out isolates without an end and ends without a beginning."""
    unmatched: list[int] = []
    opened: list[int] = []
    for place, sign in enumerate(line):
        if sign in _ISOLATES:
            opened.append(place)
        elif sign == _END_OF_ISOLATE and opened:
            opened.pop()
        elif sign == _END_OF_ISOLATE:
            unmatched.append(place)
    left_out = {*unmatched, *opened}
    return "".join(sign for place, sign in enumerate(line) if place not in left_out)
