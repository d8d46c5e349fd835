"""C6: glob patterns mean what they mean to servers."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wireworks.cache._glob import parse_glob

MATCHES = [
    ("", "", True),
    ("", "a", False),
    ("*", "", True),
    ("*", "a\nb", True),
    ("**", "ab", True),
    ("a", "a", True),
    ("a", "ab", False),
    ("a.c", "abc", False),
    ("a?c", "abc", True),
    ("a?c", "a\nc", True),
    ("a?", "a", False),
    ("*a*b*", "xxaxxbxx", True),
    ("*a*b*", "xxbxxaxx", False),
    ("a*a", "a", False),
    ("a*a", "aa", True),
    ("*ab", "aab", True),
    ("[abc]", "b", True),
    ("[abc]", "d", False),
    ("[^abc]", "d", True),
    ("[^abc]", "b", False),
    ("[a-c]x", "bx", True),
    ("[c-a]x", "bx", True),
    ("[a-c]x", "dx", False),
    ("[\\]]", "]", True),
    ("[\\a-\\c]", "b", True),
    ("[.]", "a", False),
    ("[]", "a", False),
    ("[^]", "a", True),
    ("[ab", "a", True),
    ("[", "[", False),
    ("a]", "a]", True),
    ("\\*", "*", True),
    ("\\*", "a", False),
    ("\\\\", "\\", True),
    ("a\\", "a\\", True),
]


@pytest.mark.parametrize(("pattern", "text", "matches"), MATCHES)
def test_pattern_matches_what_a_server_would_match(pattern: str, text: str, matches: bool) -> None:
    assert parse_glob(pattern).matches(text) is matches


def plainly(pattern: str, text: str) -> bool:
    """Match letters, `?` and `*` in the most obvious way."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(plainly(pattern[1:], text[start:]) for start in range(len(text) + 1))
    return bool(text) and pattern[0] in {"?", text[0]} and plainly(pattern[1:], text[1:])


@given(st.text("ab?*", max_size=7), st.text("ab", max_size=7))
@example("*a*ab*b", "aabb")
def test_pattern_matches_as_the_most_obvious_reading_of_it(pattern: str, text: str) -> None:
    assert parse_glob(pattern).matches(text) is plainly(pattern, text)


@given(st.text(), st.text())
def test_every_text_is_a_pattern(pattern: str, text: str) -> None:
    assert parse_glob(pattern).matches(text) in {True, False}


def test_pattern_of_many_stars_takes_no_longer_than_it_must() -> None:
    """A pattern may come from a user; the obvious reading would take years."""
    began = time.monotonic()

    assert not parse_glob("*a" * 200 + "b").matches("a" * 20_000)

    assert time.monotonic() - began < 10
