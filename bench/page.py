"""The tables, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isinf
from pathlib import Path

from bench import layers
from bench.libraries import CONTEXTLIB, FLOOR, HANDWRITTEN, PEERS, WIREWORKS, Library
from bench.results import Results
from bench.startup.running import Figures
from bench.workloads import WORKLOADS, Workload

TEMPLATE = Path(__file__).with_name("template.md")
NONE = "-"
HUNDRED = 100


@dataclass(frozen=True)
class Measured:
    """All that was measured.

    Args:
        libraries: that took part.
        results: of calls.
        figures: of start-up and size, by library and title.
        caches: what was found of caches, drawn.
        layers: of a scope, and of one with a resource.
        rates: requests per second, by title of the workload and library; those of hand-written code, and parts of them.
    """

    libraries: Sequence[Library]
    results: Results
    figures: Figures
    rates: Mapping[str, Mapping[str, float]]
    caches: str = ""
    layers: Sequence[layers.Layers] = ()


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Draw a table, aligned so that it reads well as text too; without rows, nothing."""
    lines = [list(heads), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    drawn = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in [lines[0], rule, *lines[1:]]
    ]
    return "\n".join(drawn) if lines[1:] else ""


def multiples(found: Measured) -> str:
    """Draw the table of multiples: a row for each workload, a column for each library that has an answer to any."""
    results = found.results
    columns = [
        one for one in found.libraries if any(results.multiple(workload.name, one.name) for workload in WORKLOADS)
    ]
    rows = [row(results, workload, columns) for workload in WORKLOADS if results.handwritten(workload.name)]
    return table(["workload", "by hand", "aim", *(library.name for library in columns)], rows)


def row(results: Results, workload: Workload, columns: Sequence[Library]) -> list[str]:
    """Draw one row; the fastest library stands out."""
    found = [results.multiple(workload.name, library.name) for library in columns]
    competing = [one for one, library in zip(found, columns, strict=True) if one and library not in (CONTEXTLIB, FLOOR)]
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


def best_peers(found: Measured) -> str:
    """Draw wireworks beside the two fastest peers of each row."""
    rows = []
    for workload in WORKLOADS:
        ours = found.results.multiple(workload.name, WIREWORKS.name)
        peers = sorted(
            (multiple, peer.name) for peer in PEERS if (multiple := found.results.multiple(workload.name, peer.name))
        )
        if ours is not None and peers:
            first, second = ([f"{one:.2f} {name}" for one, name in peers] + [NONE])[:2]
            rows.append([workload.title, number(ours), f"{workload.aim:g}" if workload.aim else NONE, first, second])
    return table(["workload", "wireworks", "aim", "best peer", "second"], rows)


def profile(found: Measured) -> str:
    """Draw what each layer of a scope comes to, a table for each kind of scope."""
    kinds = ("a scope with five services", "the same with a generator resource")
    drawn = [
        table([kind, "multiple"], [(title, number(one)) for title, one in layers.rows(each)])
        for kind, each in zip(kinds, found.layers, strict=False)
    ]
    return "\n\n".join(drawn)


def startup(found: Measured) -> str:
    """Draw what is not measured by calls: a row for each figure, a column for each library that has any."""
    columns = [library.name for library in found.libraries if found.figures.get(library.name)]
    fullest_first = sorted(columns, key=lambda name: -len(found.figures[name]))
    titles = dict.fromkeys(title for name in fullest_first for title in found.figures[name])
    rows = [[title, *(number(found.figures[name].get(title)) for name in columns)] for title in titles]
    return table(["", *columns], rows)


def rates(found: Measured) -> str:
    """Draw requests per second."""
    columns = [one.name for one in found.libraries if any(one.name in row for row in found.rates.values())]
    rows = [
        [title, number(row[HANDWRITTEN.name]), *(number(row.get(name)) for name in columns if name != HANDWRITTEN.name)]
        for title, row in found.rates.items()
    ]
    return table(["requests per second", "by hand", *(name for name in columns if name != HANDWRITTEN.name)], rows)


def failures(found: Measured) -> str:
    """Tell which libraries gave what was not asked for."""
    return "\n".join(f"- {library}, {name}: {error}" for (name, library), error in found.results.errors.items())


def whole(found: Measured, machine: Sequence[str]) -> str:
    """Fill in the page."""
    return TEMPLATE.read_text(encoding="utf-8").format(
        machine="\n".join(f"- {line}" for line in machine),
        calls=multiples(found),
        peers=best_peers(found),
        profile=profile(found) or "Not measured.",
        startup=startup(found),
        rates=rates(found) or "Not measured.",
        caches=found.caches or "Not measured.",
    )
