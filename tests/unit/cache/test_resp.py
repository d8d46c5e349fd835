"""Replies are read alike, with hiredis and without it, however the bytes come."""

from __future__ import annotations

import sys

import pytest

from wireworks.cache._resp import NOT_YET, PlainReader, Push, ReplyError, reader

REPLIES: list[tuple[bytes, object]] = [
    (b"+OK\r\n", b"OK"),
    (b":-7\r\n", -7),
    (b"(12345678901234567890\r\n", 12345678901234567890),
    (b",1.5\r\n", 1.5),
    (b"#t\r\n", True),
    (b"#f\r\n", False),
    (b"_\r\n", None),
    (b"$-1\r\n", None),
    (b"*-1\r\n", None),
    (b"$0\r\n\r\n", b""),
    (b"$4\r\na\r\nb\r\n", b"a\r\nb"),
    (b"=7\r\ntxt:abc\r\n", b"abc"),
    (b"*2\r\n:1\r\n*1\r\n$1\r\na\r\n", [1, [b"a"]]),
    (b">2\r\n$10\r\ninvalidate\r\n*1\r\n$3\r\nkey\r\n", [b"invalidate", [b"key"]]),
]


@pytest.mark.parametrize(("sent", "reply"), REPLIES)
def test_reply_is_read_when_it_is_there_to_its_end(sent: bytes, reply: object) -> None:
    plain = PlainReader()
    for number in range(len(sent)):
        plain.feed(sent[number : number + 1])
        found = plain.gets()
        assert (found is NOT_YET) is (number < len(sent) - 1)

    assert found == reply
    assert isinstance(found, Push) is sent.startswith(b">")
    assert plain.gets() is NOT_YET


@pytest.mark.parametrize(("sent", "reply"), REPLIES)
def test_reply_is_read_alike_by_hiredis(sent: bytes, reply: object) -> None:
    fast, push = reader()
    fast.feed(sent)
    found = fast.gets()

    assert (int(found) if sent.startswith(b"(") else found) == reply  # type: ignore[call-overload]
    assert (type(found) is push) is sent.startswith(b">")


@pytest.mark.parametrize("sent", [b"-ERR no\r\n", b"!6\r\nERR no\r\n"])
def test_refusal_is_a_reply(sent: bytes) -> None:
    plain = PlainReader()
    plain.feed(sent)
    found = plain.gets()

    assert isinstance(found, ReplyError)
    assert str(found) == "ERR no"


def test_map_is_read_as_its_keys_and_values() -> None:
    plain = PlainReader()
    plain.feed(b"%1\r\n+a\r\n:1\r\n")

    assert plain.gets() == [b"a", 1]


def test_what_is_no_reply_is_an_error() -> None:
    plain = PlainReader()
    plain.feed(b"?1\r\n")

    with pytest.raises(ValueError, match="no reply begins with"):
        plain.gets()


def test_plain_reader_is_used_where_hiredis_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hiredis", None)

    assert isinstance(reader()[0], PlainReader)
