"""What the callers of a factory pass, by the names of the parameters that it is for (L11, L15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wireworks._declare.maker import Maker
from wireworks._model.parameter import Call, Passing
from wireworks._model.sentinel import MISSING
from wireworks._plan.assist import listed
from wireworks._text.message import meant, near
from wireworks.errors import ServiceParameterError


def named(maker: Maker, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call by the names of the parameters that they are for.

    Raises:
        ServiceParameterError: they are not what the annotation of the factory says.
    """
    if maker.call is not None:
        return _Passed(maker, maker.call).bound(args, kwargs)
    if not args:
        return kwargs
    raise ServiceParameterError(
        f"`{maker.spelled}` takes its arguments by name, but got {len(args)} by position.",
        fix=f"name them, or list their types in the annotation, as in `{maker.spelled[:-1]}, [...]]`.",
        see="factory-arguments",
    )


class _Passed:
    """One call of a typed factory."""

    def __init__(self, maker: Maker, call: Call) -> None:
        self._maker = maker
        self._call = call

    def bound(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Return every argument by its name; what the caller leaves out is what the protocol says."""
        parameters = self._call.parameters
        by_place = [each.name for each in parameters if each.passing is not Passing.KEYWORD]
        if len(args) > len(by_place):
            raise self._refused(f"got {len(args)} by position")
        given = dict(zip(by_place, args, strict=False))
        for name, value in kwargs.items():
            self._look_at(name, given)
            given[name] = value
        for each in parameters:
            if each.name not in given and each.default is MISSING:
                raise self._refused(f"`{each.name}` is missing")
            if each.default is not ...:
                given.setdefault(each.name, each.default)
        return given

    def _look_at(self, name: str, given: Mapping[str, Any]) -> None:
        if name in given:
            raise self._refused(f"`{name}` is given twice")
        by_name = [each.name for each in self._call.parameters if each.passing is not Passing.POSITIONAL]
        if name not in by_name and not self._call.open_keywords:
            raise self._refused(f"got `{name}` by name", meant(near(name, by_name)))

    def _refused(self, why: str, hint: str = "") -> ServiceParameterError:
        takes = listed(self._call.parameters) or "no arguments"
        return ServiceParameterError(
            f"`{self._maker.spelled}` takes {takes}, but {why}.{hint}",
            fix="pass what the annotation of the factory says.",
            see="factory-arguments",
        )
