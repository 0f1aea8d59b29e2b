"""Write a word where no word of a person belongs: into a plain column. The drill has to notice."""

from kim.accounts import outbox
from tests.drills.programs.stage import answer_with, on_duty


def leak(*, text: str) -> bool:
    with on_duty() as anna:
        outbox.enqueue(anna, "request_new", "/", place=text)
    return True


if __name__ == "__main__":
    answer_with(leak)
