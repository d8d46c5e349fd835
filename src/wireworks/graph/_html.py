"""The graph as one page that stands alone: a list to search in, and a drawing; nothing is loaded from elsewhere.

Everything is in the page before a script runs; the script only hides, shows and paints. Names of users reach it as text
of elements, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from wireworks.graph._colours import COLOURS, MISSING
from wireworks.graph._records import Need, Problem, Service
from wireworks.graph._svg import svg
from wireworks.graph._words import count, given, kept, kind_of, making, title

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; color: #1c1c1c; }
input { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; margin: .5rem 0 1rem; }
.drawing { overflow: auto; max-height: 70vh; border: 1px solid #ccc; border-radius: 4px; }
.drawing text { font: 12px system-ui, sans-serif; }
.drawing path { fill: none; stroke: #9e9e9e; }
.drawing path.later { stroke-dasharray: 5 4; }
.drawing.chosen a, .drawing.chosen path { opacity: .12; }
.drawing.chosen a.near, .drawing.chosen path.near { opacity: 1; }
.drawing.chosen path.near { stroke: #000; }
article { border-left: 6px solid #ccc; padding: .1rem .8rem; margin: .6rem 0; }
article:target { background: #fffde7; }
article h2 { font-size: 1rem; margin: .3rem 0; }
article ul { margin: .2rem 0; padding-left: 1.2rem; }
.small { color: #616161; font-size: .85rem; font-weight: normal; }
pre { background: #fafafa; border: 1px solid #ddd; padding: .6rem; overflow: auto; white-space: pre-wrap; }
"""

_SCRIPT = """
const search = document.querySelector('input'), drawing = document.querySelector('.drawing');
const articles = [...document.querySelectorAll('article')];
search.addEventListener('input', () => {
  const words = search.value.toLowerCase().split(/\\s+/);
  for (const each of articles) {
    const text = each.textContent.toLowerCase();
    each.hidden = !words.every(word => text.includes(word));
  }
});
function choose() {
  const chosen = decodeURIComponent(location.hash.slice(1));
  for (const each of drawing.querySelectorAll('.near')) each.classList.remove('near');
  drawing.classList.toggle('chosen', Boolean(drawing.querySelector(`a[href="#${CSS.escape(chosen)}"]`)));
  const near = new Set([chosen]);
  for (const path of drawing.querySelectorAll('path[data-start]')) {
    const { start, end } = path.dataset;
    if (start === chosen || end === chosen) { path.classList.add('near'); near.add(start).add(end); }
  }
  for (const name of near) {
    const box = drawing.querySelector(`a[data-box="${CSS.escape(name)}"]`);
    if (box) box.classList.add('near');
  }
  const rect = drawing.querySelector(`a[data-box="${CSS.escape(chosen)}"] rect`);
  if (rect) drawing.scrollTo(rect.x.baseVal.value - drawing.clientWidth / 2, rect.y.baseVal.value - 100);
  const shown = document.getElementById(chosen);
  if (shown) shown.hidden = false;
}
addEventListener('hashchange', choose);
choose();
"""


def page(services: Sequence[Service], problems: Sequence[Problem], heading: str) -> str:
    """Return the page."""
    return "\n".join([*_lines(services, problems, escape(heading)), ""])


def _lines(services: Sequence[Service], problems: Sequence[Problem], heading: str) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{heading}</title>\n<style>{_STYLE}{_kinds()}</style>\n</head>\n<body>"
    yield f"<h1>{heading}</h1>\n<p>{count(services, problems)}.</p>"
    for problem in problems:
        yield f"<pre>{escape(problem.error)}: {escape(problem.text)}</pre>"
    yield f'<div class="drawing">\n{svg(services)}</div>'
    yield '<input type="search" placeholder="Search: words of a name, a lifetime, a place" aria-label="Search">'
    names = {service.id: f"s{number}" for number, service in enumerate(services)}
    wanted = _wanted(services)
    for service in services:
        yield from _article(service, names, wanted.get(service.id, ()))
    yield f"<script>{_SCRIPT}</script>\n</body>\n</html>"


def _kinds() -> str:
    return (
        "".join(
            f".{kind} {{ border-color: {stroke}; }} .{kind} rect {{ fill: {fill}; stroke: {stroke}; }}\n"
            for kind, (fill, stroke) in COLOURS.items()
        )
        + f".faulty rect {{ stroke: {MISSING}; stroke-width: 3; }}\n"
    )


def _wanted(services: Sequence[Service]) -> dict[str, dict[str, None]]:
    """Return, for each service, those that need it, each once."""
    wanted: dict[str, dict[str, None]] = {}
    for service in services:
        for need in service.needs:
            if need.service is not None:
                wanted.setdefault(need.service, {})[service.id] = None
    return wanted


def _article(service: Service, names: dict[str, str], wanted: Sequence[str] | dict[str, None]) -> Iterator[str]:
    words = [kept(service), making(service), "async" if service.is_async else "", "eager" if service.eager else ""]
    small = escape(", ".join(word for word in (*words, service.place) if word))
    yield f'<article class="{kind_of(service)}" id="{names[service.id]}">'
    yield f'<h2>{escape(title(service))} <span class="small">{small}</span></h2>'
    yield f'<p class="small">{escape(service.id)}</p>'
    if service.needs:
        yield f"<ul>{''.join(_need(need, names) for need in service.needs)}</ul>"
    if wanted:
        links = ", ".join(f'<a href="#{names[each]}">{escape(each.partition(":")[2])}</a>' for each in wanted)
        yield f'<p class="small">needed by {links}</p>'
    for problem in service.problems:
        yield f"<pre>{escape(problem.error)}: {escape(problem.text)}</pre>"
    yield "</article>"


def _need(need: Need, names: dict[str, str]) -> str:
    shown = escape(given(need))
    linked = shown if need.service is None else f'<a href="#{names[need.service]}">{shown}</a>'
    return f"<li>{escape(need.parameter or '(by position)')}: {linked}</li>"
