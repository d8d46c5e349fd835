"""Every error has its page and its golden text: what stands behind `See:` can be opened, and every word is read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, python_files, tree
from tests.errors.catalogue import everything
from tests.errors.wording import OWN, places
from wireworks._plan.records import Fault

DOCS = ROOT / "docs"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in (DOCS / "errors").glob("*.md")}
OVERVIEW = (DOCS / "errors.md").read_text(encoding="utf-8")
CLASSES = sorted(OWN)
TOLD_OTHERWISE = {
    "raise AttributeError(name)": "what Python asks of every object",
    'raise AttributeError(f"module ': "what Python says of every module",
    "raise ValueError": "caught where it is raised",
    "raise LookupError(name)": "caught by the worker, which then sends the task back",
    "raise KeyError(key)": "the word of a mapping, for those who look things up in one",
    "raise RuntimeError(self._failure)": "what an application said of itself",
    "raise TypeError(supply)": "never reached",
    "UnsharedError": "told by a request to those that wait for it",
    "_GoneError": "told by a request to those that wait for it",
    "_UnwellError": "told by a request to those that wait for it",
}

pytestmark = pytest.mark.once


def slugs_of(path: str) -> Iterator[str]:
    """Name the pages that the messages of a file send their readers to: `see="..."`, or the last value of `compose`."""
    for node in ast.walk(tree(path)):
        found: list[ast.expr] = []
        if isinstance(node, ast.Call):
            found += [keyword.value for keyword in node.keywords if keyword.arg == "see"]
            found += node.args[3:] if isinstance(node.func, ast.Name) and node.func.id == "compose" else []
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "see":
            found.append(node.value)
        for value in found:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


SLUGS = sorted({slug for path in python_files("src") for slug in slugs_of(path)})


def test_every_page_is_one_that_a_message_names() -> None:
    """L28: and every message that names a page finds it."""
    assert sorted(PAGES) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_page_of_an_error_shows_a_message_that_leads_to_it(slug: str) -> None:
    """L28: the blocks of a page run, and a message is compared where it stands."""
    page = PAGES[slug]

    assert page.startswith(f"# {slug}\n")
    shown = re.findall(r"```python\n(>>> .*?)```", page, flags=re.DOTALL)
    assert f"\nSee: errors/{slug}\n" in "".join(shown)


@pytest.mark.parametrize("slug", SLUGS)
def test_page_of_an_error_shows_how_to_mend_it(slug: str) -> None:
    """A block without `>>>` after the first message: code that works."""
    blocks = re.findall(r"```python\n(.*?)```", PAGES[slug], flags=re.DOTALL)
    first = next(number for number, block in enumerate(blocks) if block.startswith(">>> "))

    assert any(not block.startswith(">>> ") for block in blocks[first:])


@pytest.mark.parametrize("slug", SLUGS)
def test_overview_of_the_errors_leads_to_each_page(slug: str) -> None:
    assert f"](errors/{slug}.md)" in OVERVIEW


@pytest.mark.parametrize("name", CLASSES)
def test_class_of_an_error_is_described_in_the_overview(name: str) -> None:
    """Errors: the tree, and a section or row for each class."""
    assert re.search(rf"^\| `{name}` \| \S", OVERVIEW, flags=re.MULTILINE)


def test_overview_of_the_errors_describes_nothing_else() -> None:
    described = re.findall(r"^\| `(Service\w*)` \|", OVERVIEW, flags=re.MULTILINE)

    assert sorted(described) == sorted(CLASSES)


def test_messages_of_the_core_name_pages() -> None:
    """The census would be empty if slugs were written in another way."""
    assert len(SLUGS) >= 10


def test_class_of_an_error_has_a_golden_text() -> None:
    """L28: but `ServiceError` and `ServiceResolutionError`, which need none of their own, all of them do."""
    told = {name for each in everything() for name in each.classes}

    assert sorted(OWN - told) == []


def test_page_of_an_error_has_a_golden_text() -> None:
    told = {slug for each in everything() for slug in each.pages}

    assert sorted(set(SLUGS) ^ told) == []


def test_fault_of_a_graph_has_a_golden_text() -> None:
    told = {fault for each in everything() for fault in each.faults}

    assert [fault for fault in Fault if fault not in told] == []


def test_place_that_words_an_error_has_a_golden_text() -> None:
    """A new error is told to somebody who makes the mistake in `tests/errors/mistakes`; see CONTRIBUTING.md."""
    told = {place for each in everything() for place in each.places}
    untold = [f"{place.file}:{place.line}: {words}" for place, words in places().items() if place not in told]

    assert [line for line in untold if not any(words in line for words in TOLD_OTHERWISE)] == []
