"""What a package hands out and loads when it is first named; type checkers see it in the stub beside the package."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def late(
    package: dict[str, object], homes: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` of a package some of whose names are loaded when they are first asked for.

    Args:
        package: its ``globals()``; a name that was loaded stands there from then on.
        homes: the module that each of these names comes from, as it is called inside ``wireworks``.
    """

    def load(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package['__name__']!r} has no attribute {name!r}")
        from importlib import import_module

        found: object = getattr(import_module(f"wireworks.{homes[name]}"), name)
        return package.setdefault(name, found)

    return load, lambda: sorted({*package, *homes})
