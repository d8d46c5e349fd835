"""What users are told when they make a mistake reads as it should, to the last word, and changes only on purpose.

After a change that is meant, write the texts anew and read what changed, as somebody would who made the mistake:

    make goldens
    git diff tests/errors/golden
"""

import re

import pytest

from tests.errors.catalogue import GOLDEN, TOPICS, golden_of, topic_of


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_told_is_what_it_was(topic: str) -> None:
    """L28. Look at the difference: does it teach more? Then write the golden text anew, as said above."""
    assert golden_of(topic) == (GOLDEN / f"{topic}.txt").read_text(encoding="utf-8")


def test_every_golden_text_has_its_mistakes() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == TOPICS


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_told_is_tidy(topic: str) -> None:
    """L28: no path of somebody's machine, no object ids, no dangling spaces, no names of modules before a class."""
    texts = [told.text for told in topic_of(topic).values()]

    assert [
        text for text in texts if re.search(r"0x[0-9a-f]{6}|[ \t]$|(?<![.\w])/\w+/|<class|tests\.", text, re.MULTILINE)
    ] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_told_ends_with_a_fix_and_a_page(topic: str) -> None:
    """L28: what to change, and where to read more; below a group stand the failures that it holds."""
    for told in topic_of(topic).values():
        message = [line for line in told.text.splitlines() if not line.startswith("  | ")]
        assert re.fullmatch(r"Fix: .+[.?]", message[-2]), told.text
        assert re.fullmatch(r"See: errors/[a-z-]+", message[-1]), told.text


def write() -> None:
    """Write the golden texts as the source has it."""
    for topic in TOPICS:
        (GOLDEN / f"{topic}.txt").write_text(golden_of(topic), encoding="utf-8")


if __name__ == "__main__":
    write()
