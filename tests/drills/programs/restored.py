"""Read everything that an older backup of the main database holds under some keys, with the keys of today."""

from kim.core.sealing import KeyDestroyed, StillSealed, open_sealed
from tests.drills.programs.stage import answer_with, on_duty, rows_of_keys, sealed_models


def _reading(row: object, names: list[str]) -> str:
    try:
        open_sealed([row])
    except KeyDestroyed:
        return _second_reading(row, names)
    return "opened" if any(getattr(row, name) for name in names) else "empty"


def _second_reading(row: object, names: list[str]) -> str:
    """Nothing can be read from the row after the refusal either."""
    for name in names:
        try:
            if getattr(row, name):
                return "opened"
        except StillSealed:
            continue
    return "refused"


def restored(*, keys: list[str]) -> dict[str, dict[str, int]]:
    answer: dict[str, dict[str, int]] = {}
    with on_duty():
        for model, names in sealed_models():
            results = [_reading(row, names) for row in rows_of_keys(model, keys)]
            answer[model.__name__] = {result: results.count(result) for result in set(results)}
    return answer


if __name__ == "__main__":
    answer_with(restored)
