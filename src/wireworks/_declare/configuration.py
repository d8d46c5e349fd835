"""Configuration looked up by name in a mapping, a dataclass or a settings object (L7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wireworks._model.parameter import Configured
from wireworks._model.sentinel import MISSING
from wireworks._text.names import name_of

_DEEPEST = 8


class Unconfigured(Exception):  # noqa: N818 - it says what is the case; it never leaves the planner
    """Tell which name is missing, so that a default may stand in; or why what is there does not fit, with a ``fix``.

    The value itself is never shown.
    """

    def __init__(self, fact: str, fix: str = "") -> None:
        super().__init__(fact)
        self.fact = fact
        self.fix = fix


class Configuration:
    """Answer for names such as ``db.url``: the key itself, or a way through nested mappings and attributes."""

    __slots__ = ("_source",)

    def __init__(self, source: object) -> None:
        self._source = source

    @property
    def given(self) -> bool:
        """Whether there is anything to look names up in."""
        return self._source is not None

    def names(self) -> Iterator[str]:
        """Yield the names that lead to something, those of groups as well."""
        return _names(self._source)

    def value(self, wanted: Configured) -> object:
        """Return the value that ``wanted`` means.

        Raises:
            Unconfigured: it is missing, or not of the annotated type.
        """
        if wanted.expr is not None:
            texts = texts_of(wanted.expr)
            texts[1::2] = [str(self._named(name)) for name in texts[1::2]]
            return "".join(texts)
        from wireworks._declare.conform import is_a  # start-up is dear, and not every program has a configuration

        name = wanted.param or ""
        value = self._named(name)
        if not is_a(value, wanted.annotation):
            expected = name_of(wanted.annotation)
            raise Unconfigured(
                f"`{name}` of the configuration is of type `{type(value).__name__}`, expected `{expected}`",
                f"give `{name}` a value of type `{expected}`",
            )
        return value

    def _named(self, name: str) -> object:
        value = self.find(name)
        if value is MISSING:
            raise Unconfigured(name)
        return value

    def find(self, name: str) -> object:
        """Return the value under ``name``, or ``MISSING``."""
        here = self._source
        if isinstance(here, Mapping) and name in here:
            return here[name]
        for part in name.split("."):
            here = here.get(part, MISSING) if isinstance(here, Mapping) else getattr(here, part, MISSING)
            if here is MISSING:
                return MISSING
        return here


def texts_of(expr: str) -> list[str]:
    """Return the texts of an ``expr`` and the names in it, in turn."""
    import re

    texts = re.split(r"\$\{([^}]*)\}", expr)
    texts[1::2] = [name.strip() for name in texts[1::2]]
    return texts


def _names(source: object, before: str = "", depth: int = 0) -> Iterator[str]:
    for name, value in _members(source):
        yield before + name
        if depth < _DEEPEST:
            yield from _names(value, f"{before}{name}.", depth + 1)


def _members(source: object) -> list[tuple[str, object]]:
    if isinstance(source, Mapping):
        return [(str(name), value) for name, value in source.items()]
    fields = getattr(type(source), "model_fields", None) or getattr(source, "__dataclass_fields__", None)
    return [(name, getattr(source, name, MISSING)) for name in fields or ()]
