"""Run the tests of the bookshop in many threads at once, in one process and on one app: `python -m` this."""

from __future__ import annotations

import importlib
import inspect
import logging
import random
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from examples.bookshop import tests
from examples.bookshop.tests.shop import Shop, open_shop

THREADS = 8
TIMES = 3


def found() -> list[Callable[..., None]]:
    """Return the test functions of the suite."""
    names = sorted(path.stem for path in Path(tests.__path__[0]).glob("test_*.py"))
    modules = [importlib.import_module(f"{tests.__name__}.{name}") for name in names]
    return [function for module in modules for name, function in vars(module).items() if name.startswith("test_")]


def run(test: Callable[..., None], shop: Shop, together: threading.Barrier) -> bool:
    """Run one test as pytest would, when as many others are ready; tell whether it passed."""
    together.wait(30)
    try:
        with shop.visit() as visit:
            given = {"shop": shop, "visit": visit}
            test(**{name: given[name] for name in inspect.signature(test).parameters})
    except BaseException:  # noqa: BLE001 - a test may fail with anything
        sys.stdout.write(f"{test.__name__}\n{traceback.format_exc()}\n")
        return False
    return True


def main() -> int:
    logging.getLogger("wireworks.tasks").disabled = True  # a mail server that hangs up is part of a test
    tests_ = found() * TIMES
    seed = random.randrange(1000)
    random.Random(seed).shuffle(tests_)
    together = threading.Barrier(THREADS)
    alone = len(tests_) % THREADS
    tests_ = tests_[alone:]  # the barrier lets go of full rows only; every test is in one of them
    with open_shop() as shop, ThreadPoolExecutor(THREADS) as pool:
        passed = list(pool.map(lambda test: run(test, shop, together), tests_))
    sys.stdout.write(f"{sum(passed)} of {len(passed)} passed, {THREADS} at a time, seed {seed}\n")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
