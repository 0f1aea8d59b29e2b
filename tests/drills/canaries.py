"""A made-up person of whom every word can be recognised, and everything that people write about her."""

import random

FIELDS = """
given_name family_name other_names phone email birth_date address concern note client_view corrected_note
corrected_view case_note withdrawn_note withdrawn_consultation track_reason prolongation_reason grant_reason
handover_note closing_note
request_name request_contact request_wish request_second_wish request_place request_second_place
""".split()
ENDS = ("äuglein", "ößer", "übchen", "owska", "ikow")
SYLLABLES = "bra dru fli gno kle pfi quo schwo tra vli wru zwe ski plu mro".split()


def stem_of(seed: int) -> str:
    """Return the letters in the middle of all words of a drill."""
    return "".join(random.Random(seed).choices("bdfgklmnprtvwz", k=9))


def canaries(seed: int) -> dict[str, str]:
    """Return field -> the word or number in it that occurs nowhere else."""
    dice = random.Random(seed + 1)
    stem = stem_of(seed)
    digits = f"{dice.randrange(10**6):06d}"

    def word() -> str:
        return f"{''.join(dice.sample(SYLLABLES, 2)).capitalize()}{stem}{dice.choice(ENDS)}"

    return {field: word() for field in FIELDS} | {
        # Another script, because a transliterated name is a name.
        "other_names": "".join(dice.choices("кмнрпстлвд", k=6)) + "ашвілі",
        "phone": f"+49 2581 {digits[:3]}-{digits[3:]}",
        "email": f"{word().lower()}@postfach.example",
        "birth_date": f"19{dice.randrange(40, 99)}-0{dice.randrange(1, 9)}-{dice.randrange(13, 28)}",
        "address": f"{word()}weg {dice.randrange(100, 999)}b",
        "request_contact": f"{word().lower()}@postfach.example",
    }
