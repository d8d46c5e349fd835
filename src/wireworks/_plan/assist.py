"""Typed factories held against what they call: which argument goes to which parameter, and what is left (L15)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import TypeAlias

from wireworks._declare.calls import call_of
from wireworks._declare.fitness import Fitness, fitness
from wireworks._declare.maker import Maker
from wireworks._model.key import Key
from wireworks._model.parameter import Call, Parameter, Passing, Request, Signature, Wants
from wireworks._model.provider import Provider
from wireworks._model.sentinel import MISSING
from wireworks._text.message import near
from wireworks._text.names import name_of

Provides: TypeAlias = Callable[[Key], Provider | None]


def wanted(request: Request, provider: Provides) -> Request:
    """Return ``request``, or what a protocol asks for that is no service itself but tells how one is made."""
    if request.wants is not Wants.SERVICE or request.configured is not None or provider(request.key) is not None:
        return request
    found = call_of(request.key.service)
    if found is None:
        return request
    if request.key.qualifier is not None:
        found = found._replace(key=found.key._replace(qualifier=request.key.qualifier))
    if provider(found.key) is None:
        return request
    return found._replace(optional=request.optional, marked=request.marked)


def _is_filled(parameter: Parameter, provider: Provides) -> bool:
    """Tell whether the container fills a parameter."""
    request = parameter.request
    if request is None:
        return False
    if request.configured is not None or request.value is not MISSING:
        return True
    return provider(wanted(request, provider).key) is not None


class Misfit(Exception):  # noqa: N818 - a problem of the graph, told later
    """What the callers of ``maker`` pass does not fit; ``fact`` says why, ``fix`` what to change."""

    def __init__(self, maker: Maker, fact: str, fix: str) -> None:
        super().__init__(fact)
        self.maker = maker
        self.fact = fact
        self.fix = fix


class Assisted:
    """What a typed factory makes, some of whose arguments come from its callers.

    Args:
        maker: the factory, its call as the annotation says it.
        signature: what the factory of the service takes, but for what is wired.
        provider: returns what provides a key.
    """

    def __init__(self, maker: Maker, signature: Signature, provider: Provides) -> None:
        self._maker = maker
        self._name = name_of(maker.key)
        self._signature = signature
        self._free = [each for each in signature.parameters if not _is_filled(each, provider)]
        self._filled = [each for each in signature.parameters if each not in self._free]

    def fitted(self, call: Call) -> Maker:
        """Return the factory with each argument of ``call`` named as the parameter it goes to.

        Raises:
            Misfit: one goes to none, or a parameter that nobody fills is left.
        """
        named = self._by_type(call) if call.protocol is None else self._by_name(call)
        # What callers may leave out, the protocol not saying what it is then, is as good as left.
        passed = {each.name for each in named.parameters if each.default is not ...}
        left = [each for each in self._free if each.default is MISSING and each.name not in passed]
        if left and not call.open_keywords:
            raise self._misfit(f"{listed(left)} of `{self._name}` would be left to nobody")
        return self._maker._replace(call=named)

    def _by_name(self, call: Call) -> Call:
        parameters = {each.name: each for each in self._signature.parameters}
        for each in call.parameters:
            there = parameters.get(each.name)
            if there is None and not self._signature.open_keywords:
                meant = near(each.name, parameters)
                raise self._misfit(f"`{self._name}` has no parameter `{each.name}`", *meant)
            if there is not None and fitness(there, each) is Fitness.NONE:
                raise self._misfit(f"`{self._name}` takes {_typed(there)}, and not `{_type(each)}`")
        return call

    def _by_type(self, call: Call) -> Call:
        places: dict[int, Parameter] = {}
        known = product((self._free, self._filled), (Fitness.EXACT, Fitness.WIDER))
        for candidates, wanted in (*known, (self._signature.parameters, Fitness.UNKNOWN)):
            for index, given in enumerate(call.parameters):
                left = [each for each in candidates if each not in places.values()]
                found = next((each for each in left if fitness(each, given) is wanted), None)
                if found is not None:
                    places.setdefault(index, found)
        for index, given in enumerate(call.parameters):
            if index not in places:
                raise self._misfit(f"`{self._name}` has no parameter left for the `{_type(given)}`")
        return call._replace(parameters=tuple(_by_place(places[index]) for index in range(len(places))))

    def _misfit(self, why: str, *meant: str) -> Misfit:
        protocol = None if self._maker.call is None else self._maker.call.protocol
        if meant:
            fix = f"name it `{meant[0]}`."
        elif not self._free:
            fix = f"let its callers pass nothing: the container fills all that `{self._name}` takes."
        elif protocol is not None:
            fix = f"let `{name_of(protocol)}` take {listed(self._free)}."
        else:
            fix = f"list the types of {listed(self._free)}."
        return Misfit(self._maker, f"`{self._maker.spelled}`, but {why}", fix)


def listed(parameters: Sequence[Parameter]) -> str:
    """Return parameters as they are written; which of them may be left out is what counts of their defaults."""
    return ", ".join(map(_typed, parameters))


def _typed(parameter: Parameter) -> str:
    default = "" if parameter.default is MISSING else " = ..."
    return f"`{parameter.name}{_type(parameter, ': ')}{default}`"


def _type(parameter: Parameter, before: str = "") -> str:
    request = parameter.request
    return "" if request is None else f"{before}{name_of(request.key)}{' | None' if request.optional else ''}"


def _by_place(parameter: Parameter) -> Parameter:
    return parameter._replace(passing=Passing.POSITIONAL, default=MISSING)
