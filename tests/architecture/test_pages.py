"""The pages of the documentation: a reader finds each of them, and no link leads nowhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")])

pytestmark = pytest.mark.once


def prose(page: Path) -> str:
    """Return the text of a page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Yield the file and the heading that each link of a page leads to, other sites left out."""
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", prose(page))):
        if "://" not in target:
            path, _, heading = target.partition("#")
            yield (page.parent / path).resolve() if path else page, heading


def headings(page: Path) -> set[str]:
    """Return the names by which links reach the headings of a page."""
    titles = re.findall(r"^#+ (.+)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("start", [ROOT / "README.md", DOCS / "index.md"], ids=lambda path: path.name)
def test_every_page_is_named_where_readers_begin(start: Path) -> None:
    reached = {path for path, _ in links(start)}
    assert {page.name for page in DOCS.glob("*.md") if page not in reached} - {start.name} == set()


def test_every_page_about_an_error_is_in_the_table() -> None:
    reached = {path for path, _ in links(DOCS / "errors.md")}
    assert [page.name for page in (DOCS / "errors").glob("*.md") if page not in reached] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, heading in links(page):
        assert target.exists(), target
        assert not heading or heading in headings(target), f"{target.name}#{heading}"
