"""The tables, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bench.libraries import CONTEXTLIB, HANDWRITTEN, PEERS, WIREWORKS, Library
from bench.results import Results
from bench.workloads import WORKLOADS, Workload

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
    """Draw the table of multiples: a row for each workload, a column for each library."""
    columns = [library for library in libraries if library is not HANDWRITTEN]
    rows = [row(results, workload, columns) for workload in WORKLOADS if results.handwritten(workload.name)]
    return table(["workload", "by hand", "aim", *(library.name for library in columns)], rows)


def row(results: Results, workload: Workload, columns: Sequence[Library]) -> list[str]:
    """Draw one row; the fastest library stands out."""
    found = [results.multiple(workload.name, library.name) for library in columns]
    competing = [one for one, library in zip(found, columns, strict=True) if one and library is not CONTEXTLIB]
    cells = [cell(one, stands_out=one == min(competing, default=None)) for one in found]
    aim = f"≤ {workload.aim:g}" if workload.aim else NONE
    return [workload.title, time(results.handwritten(workload.name)), aim, *cells]


def cell(multiple: float | None, *, stands_out: bool) -> str:
    """Draw a multiple so that three digits tell."""
    if multiple is None:
        return NONE
    text = f"{multiple:.2f}" if multiple < HUNDRED else f"{multiple:.0f}"
    return f"**{text}**" if stands_out else text


def time(nanoseconds: float | None) -> str:
    """Draw a time in nanoseconds."""
    return NONE if nanoseconds is None else f"{nanoseconds:.0f} ns"


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
            rows.append([workload.title, f"{ours:.2f}", f"{workload.aim:g}" if workload.aim else NONE, first, second])
    return table(["workload", "wireworks", "aim", "best peer", "second"], rows)
