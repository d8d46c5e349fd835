"""Generated source can be read for as long as its function lives."""

import gc
import inspect
import linecache
import traceback
from collections.abc import Callable
from typing import ClassVar

import pytest

from wireworks._compile.module import load

SOURCE = "def answer(scope=None):\n    return value / scope\n"


def test_source_of_a_generated_function_is_found() -> None:
    """By debuggers and by everything else that asks `inspect`."""
    function = load(SOURCE, "answer", {"value": 42})
    assert function(1) == 42
    assert inspect.getsource(function) == SOURCE


def test_traceback_shows_the_generated_line() -> None:
    """Under a file name that says whose it is."""
    function = load(SOURCE, "answer", {"value": 42})
    with pytest.raises(ZeroDivisionError) as caught:
        function(0)
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert last.filename.startswith("<wireworks ")
    assert last.line == "return value / scope"


def test_functions_of_one_name_keep_their_sources_apart() -> None:
    """Each container generates its own."""
    first, second = load(SOURCE, "answer", {"value": 1}), load(SOURCE.replace("/", "//"), "answer", {"value": 1})
    assert inspect.getsource(first) != inspect.getsource(second)
    assert first.__code__.co_filename != second.__code__.co_filename


def test_source_is_forgotten_with_its_function() -> None:
    """reliability: a container that is thrown away leaves nothing behind."""
    function = load(SOURCE, "answer", {"value": 42})
    file = function.__code__.co_filename
    assert linecache.getlines(file) == SOURCE.splitlines(keepends=True)
    del function
    gc.collect()
    assert linecache.getlines(file) == []


def test_many_functions_one_after_another_leave_one_name_behind() -> None:
    """reliability: tests make containers by the thousand."""
    load(SOURCE, "answer", {})
    gc.collect()
    before = len(linecache.cache)
    for _ in range(100):
        load(SOURCE, "answer", {})
        gc.collect(0)
    assert len(linecache.cache) == before


def test_lines_stay_for_a_traceback_that_outlives_the_function() -> None:
    """And the next function gets another name as long as somebody may show it."""
    function = load(SOURCE, "answer", {"value": 42})
    with pytest.raises(ZeroDivisionError) as caught:
        function(0)
    del function
    gc.collect()
    other = load(SOURCE.replace("/", "//"), "answer", {})
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert last.line == "return value / scope"
    assert last.filename != other.__code__.co_filename


class Interrupting(tuple[int, float | None, list[str], str]):
    """An entry of ``linecache`` at which something else comes in between; ``act`` is what."""

    __slots__ = ()
    act: ClassVar[Callable[[], object]]

    def __len__(self) -> int:
        type(self).act()
        return super().__len__()


def test_function_may_go_while_somebody_looks_through_all_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `traceback` does in another thread, or in this one when it collects garbage."""
    functions: list[Callable[..., object]] = []
    monkeypatch.setattr(Interrupting, "act", functions.clear, raising=False)
    monkeypatch.setitem(linecache.cache, "<interrupting>", Interrupting((0, None, [], "<interrupting>")))
    # The first takes over the name of one that went before, if there is any: it may stand further up.
    functions += [load(SOURCE, "answer", {"value": 42}) for _ in range(100)]
    files = [function.__code__.co_filename for function in functions]
    linecache.checkcache()
    assert functions == []
    assert {len(linecache.getlines(file)) for file in files} == {0}


def test_name_is_empty_again_when_somebody_cleared_all_lines() -> None:
    function = load(SOURCE, "answer", {"value": 42})
    file = function.__code__.co_filename
    kept = dict(linecache.cache)
    linecache.clearcache()
    try:
        del function
        gc.collect()
        assert linecache.getlines(file) == []
        again = load(SOURCE, "answer", {"value": 42})
        assert inspect.getsource(again) == SOURCE
    finally:
        linecache.cache.update(kept)
