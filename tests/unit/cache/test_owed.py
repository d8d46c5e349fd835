"""C11: what is to be forgotten when the server is back is bounded, and never too little."""

from __future__ import annotations

import pytest

from wireworks.cache._owed import Owed, generation_of


def test_what_is_settled_is_not_owed_any_more_unless_it_was_noted_again() -> None:
    owed = Owed()
    assert not owed
    owed.add([b"a", b"b"])
    owed.search(b"c*", bool)
    debt = owed.debt()
    owed.add([b"b"])

    owed.settle(debt)

    assert [*owed.debt().keys] == [b"b"]
    assert owed.debt().searches == ()
    owed.settle(owed.debt())
    assert not owed


def test_leases_are_noted_up_to_a_bound() -> None:
    owed = Owed(most=2)
    for number in range(3):
        owed.lease(b"lease:{%d}" % number, b"token")
    debt = owed.debt()
    assert debt.leases == {b"lease:{0}": b"token", b"lease:{1}": b"token"}

    owed.settle(debt._replace(leases={b"lease:{0}": b"token", b"lease:{1}": b"another"}))

    assert owed
    assert owed.debt().leases == {b"lease:{1}": b"token"}


def test_generations_of_namespaces_stand_for_too_many_keys() -> None:
    owed = Owed(most=3)
    owed.add([b"p:v:n:1", b"p:v:n:2", b"p:v:m:1"])
    owed.add([b"gen:{p:v}#tag"])

    assert {*owed.debt().keys} == {b"gen:{p:v:n}", b"gen:{p:v:m}", b"gen:{p:v}#tag"}


def test_all_generations_stand_for_too_many_namespaces() -> None:
    owed = Owed(most=2)
    owed.add([b"p:v:%d:key" % number for number in range(3)])

    [(search, accepts)] = owed.debt().searches
    assert owed.debt().keys == {}
    assert search == b"gen:*"
    assert [accepts(key) for key in (b"gen:{p:v:1}", b"p:v:1:key")] == [True, False]


@pytest.mark.parametrize(("key", "generation"), [(b"p:v:n:1:x", b"gen:{p:v:n}"), (b"other", b"gen:{other}")])
def test_key_names_the_generation_that_it_belongs_to(key: bytes, generation: bytes) -> None:
    assert generation_of(key) == generation
