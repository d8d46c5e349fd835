"""The tables, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isinf
from pathlib import Path

from bench.libraries import CONTEXTLIB, PEERS, WIREWORKS, Library
from bench.results import Results
from bench.startup.running import Figures
from bench.workloads import WORKLOADS, Workload

TEMPLATE = Path(__file__).with_name("template.md")
NONE = "-"
HUNDRED = 100


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Draw a table, aligned so that it reads well as text too."""
    lines = [list(heads), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in [lines[0], rule, *lines[1:]]
    )


def multiples(results: Results, libraries: Sequence[Library]) -> str:
    """Draw the table of multiples: a row for each workload, a column for each library that has an answer to any."""
    columns = [one for one in libraries if any(results.multiple(workload.name, one.name) for workload in WORKLOADS)]
    rows = [row(results, workload, columns) for workload in WORKLOADS if results.handwritten(workload.name)]
    return table(["workload", "by hand", "aim", *(library.name for library in columns)], rows)


def row(results: Results, workload: Workload, columns: Sequence[Library]) -> list[str]:
    """Draw one row; the fastest library stands out."""
    found = [results.multiple(workload.name, library.name) for library in columns]
    competing = [one for one, library in zip(found, columns, strict=True) if one and library is not CONTEXTLIB]
    cells = [number(one, stands_out=one == min(competing, default=None)) for one in found]
    aim = f"≤ {workload.aim:g}" if workload.aim else NONE
    return [workload.title, time(results.handwritten(workload.name)), aim, *cells]


def number(value: float | None, *, stands_out: bool = False) -> str:
    """Draw a number so that three digits tell."""
    if value is None:
        return NONE
    if isinf(value):
        return "too long"
    whole = value >= HUNDRED or value == int(value)
    text = f"{value:,.0f}" if whole else f"{value:.2f}"
    return f"**{text}**" if stands_out else text


def time(nanoseconds: float | None) -> str:
    """Draw a time, in nanoseconds or microseconds."""
    if nanoseconds is None:
        return NONE
    thousands = nanoseconds / 1_000
    return f"{nanoseconds:.0f} ns" if thousands < HUNDRED / 10 else f"{thousands:.0f} µs"


def failures(results: Results) -> str:
    """Tell which libraries gave what was not asked for."""
    return "\n".join(f"- {library}, {workload}: {error}" for (workload, library), error in results.errors.items())


def best_peers(results: Results, libraries: Sequence[Library]) -> str:
    """Draw wireworks beside the two fastest peers of each row."""
    peers = [library for library in libraries if library in PEERS]
    rows = []
    for workload in WORKLOADS:
        ours = results.multiple(workload.name, WIREWORKS.name)
        found = sorted(
            (multiple, peer.name) for peer in peers if (multiple := results.multiple(workload.name, peer.name))
        )
        if ours is not None:
            first, second = ([f"{one:.2f} {name}" for one, name in found] + [NONE, NONE])[:2]
            rows.append([workload.title, number(ours), f"{workload.aim:g}" if workload.aim else NONE, first, second])
    return table(["workload", "wireworks", "aim", "best peer", "second"], rows) if peers and rows else ""


def startup(figures: Figures, libraries: Sequence[Library]) -> str:
    """Draw what is not measured by calls: a row for each figure, a column for each library that has any."""
    columns = [library for library in libraries if figures.get(library.name)]
    titles = dict.fromkeys(title for library in columns for title in figures[library.name])
    rows = [[title, *(number(figures[one.name].get(title)) for one in columns)] for title in titles]
    return table(["", *(library.name for library in columns)], rows) if rows else ""


def whole(results: Results, figures: Figures, libraries: Sequence[Library], machine: Sequence[str]) -> str:
    """Fill in the page."""
    return TEMPLATE.read_text(encoding="utf-8").format(
        machine="\n".join(f"- {line}" for line in machine),
        calls=multiples(results, libraries),
        peers=best_peers(results, libraries),
        startup=startup(figures, libraries),
    )
