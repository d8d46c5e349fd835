"""The page of the bench: figures in, Markdown out."""

from __future__ import annotations

from dataclasses import replace

from bench import page
from bench.libraries import HANDWRITTEN, PEERS, WIREWORKS
from bench.page import Measured
from bench.results import Results
from bench.sampling import Pairs

PEER = PEERS[1]


def measured() -> Measured:
    results = Results()
    results.pairs["leaf", WIREWORKS.name].append(Pairs([100.0, 100.0], [110.0, 130.0]))
    results.pairs["leaf", PEER.name].append(Pairs([100.0], [250.0]))
    return Measured(
        libraries=[HANDWRITTEN, WIREWORKS, PEER],
        results=results,
        figures={WIREWORKS.name: {"modules loaded": 1234.0, "import time": 1.1}},
        rates={"web": {HANDWRITTEN.name: 5000.0, WIREWORKS.name: 0.97}},
    )


def test_multiples_are_medians_and_the_fastest_stands_out() -> None:
    [_, _, row] = page.multiples(measured()).splitlines()

    assert row.split(" | ")[1:] == ["100 ns ", "≤ 1.3", "**1.20** ", "2.50   |"]


def test_wireworks_stands_beside_the_best_peer() -> None:
    assert f"2.50 {PEER.name}" in page.best_peers(measured())


def test_page_says_on_what_machine_which_figures_were_taken() -> None:
    text = page.whole(measured(), ["Processor: of some kind"])

    assert "- Processor: of some kind" in text
    assert "1,234" in text
    assert "0.97" in text


def test_layers_are_multiples_of_the_first() -> None:
    found = replace(measured(), layers=[{"by hand": [100.0, 200.0], "wireworks": [250.0, 500.0]}, {"by hand": [1.0]}])

    first, second = page.profile(found).split("\n\n")
    assert [line.split("|")[2].strip() for line in first.splitlines()] == ["multiple", "-------:", "1", "2.50"]
    assert second.count("\n") == 2
    assert "2.50" in page.whole(found, [])


def test_nothing_measured_draws_nothing() -> None:
    nothing = Measured(libraries=[], results=Results(), figures={}, rates={})

    assert [page.multiples(nothing), page.best_peers(nothing), page.startup(nothing), page.rates(nothing)] == [""] * 4
