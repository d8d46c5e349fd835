"""Run the examples of the README, the docs and the docstrings as tests, each file from its top to its end."""

from __future__ import annotations

import gc
from doctest import ELLIPSIS

import pytest
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.integration.pytest import SybilItem
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

pytest_plugins = ("pytester",)  # the tests of our own plugin run pytest


def as_module(namespace: dict[str, object]) -> None:
    """Let the classes of a page say that they live in `app`; without a name they would pass for builtins."""
    namespace["__name__"] = "app"


# The Python blocks of a page; where a block has `>>>`, the answers are compared. `testpaths` says which pages.
pages = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS), SkipParser()],
    pattern="*.md",
    setup=as_module,
)
docstrings = Sybil(
    parsers=[DocTestParser(optionflags=ELLIPSIS)],
    path="src",
    pattern="*.py",
    document_types={".py": PythonDocStringDocument},
)
pytest_collect_file = (pages + docstrings).pytest()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the examples of each file back in reading order once the tests are shuffled."""
    examples = [item for item in items if isinstance(item, SybilItem)]
    in_order = iter(sorted(examples, key=lambda example: (str(example.path), example.example.start)))
    items[:] = [next(in_order) if isinstance(item, SybilItem) else item for item in items]


def pytest_collection_finish() -> None:
    """Take what was collected out of the sight of the garbage collector, which would look through it again and again.

    Some tests collect garbage hundreds of times, and eleven thousand tests are a lot to look through.
    """
    gc.collect()
    gc.freeze()
