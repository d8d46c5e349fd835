"""Generated source can be read for as long as its function lives."""

import gc
import inspect
import linecache
import traceback

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
    assert last.filename.startswith("<wireworks answer ")
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
    assert file in linecache.cache
    del function
    gc.collect()
    assert file not in linecache.cache
