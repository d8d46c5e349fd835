"""Every error has its page: what a message says after `See:` can be opened, and every class is described."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

import wireworks.errors
from tests.architecture.sources import ROOT, python_files, tree

DOCS = ROOT / "docs"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in (DOCS / "errors").glob("*.md")}
OVERVIEW = (DOCS / "errors.md").read_text(encoding="utf-8")
CLASSES = [name for name in wireworks.errors.__all__ if name.startswith("Service")]

pytestmark = pytest.mark.once


def slugs_of(path: str) -> Iterator[str]:
    """Name the pages that the messages of a file send their readers to: `see="..."`, or the last value of `compose`."""
    for call in ast.walk(tree(path)):
        if isinstance(call, ast.Call):
            named = [keyword.value for keyword in call.keywords if keyword.arg == "see"]
            composed = call.args[3:] if isinstance(call.func, ast.Name) and call.func.id == "compose" else []
            for value in (*named, *composed):
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
