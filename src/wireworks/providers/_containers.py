"""Declarative containers: classes whose attributes are providers, wired to each other by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self, TypeVar

from wireworks._explicit.provider import Provider
from wireworks._model.wiring import Wired
from wireworks._text.message import counted, listing, meant, near
from wireworks.errors import ServiceGraphError, ServiceRegistrationError
from wireworks.providers._kept import Singleton
from wireworks.providers._placing import (
    Group,
    claim,
    copied,
    fitting,
    flat,
    lacking,
    marks_in,
    misplaced,
    reachable,
    rewired,
)
from wireworks.providers._resource import Resource, ashut_down, shut_down

C = TypeVar("C", bound="DeclarativeContainer")
P = TypeVar("P")


class DeclarativeContainer(Group):
    """Hold providers as class attributes; each object of the class has copies of its own, wired alike.

    Args:
        **given: what is provided from outside, by the names of attributes: a provider takes the place of the one
            declared, any other value is given as it is. A ``Dependency`` checks its type; a ``Configuration`` takes
            another, a part of one, or a mapping; a container takes one with the same providers.

    A subclass that declares a name again rewires what it inherits. An attribute that is itself such a container, as
    made by ``Container(...)``, is copied with the rest.

    Raises:
        ServiceRegistrationError: nothing of that name is declared, or what is given does not fit.

    Example:
        >>> from wireworks.providers import Callable, Object
        >>> class App(DeclarativeContainer):
        ...     name = Object("Ada")
        ...     greeting = Callable("Hello {}".format, name)
        >>> app = App(name="Grace")
        >>> app.greeting()
        'Hello Grace'

    Source: L17, L18.
    """

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        own = {name: value for name, value in vars(cls).items() if isinstance(value, (Wired, Group))}
        taken = next((name for name in own if hasattr(DeclarativeContainer, name)), None)
        if taken is not None:
            raise ServiceRegistrationError(
                f"`{cls.__name__}.{taken}` would hide what every container has of that name.",
                fix="give the provider another name.",
                see="providers",
            )
        inherited: dict[str, Any] = {}
        for base in reversed(cls.__bases__):
            inherited |= getattr(base, "_declared", {})
        again = {name: value for name, value in own.items() if inherited.get(name, value) is not value}
        cls.__wireworks_mark__ = object()
        cls._declared = inherited | own
        if again:
            for name, value in rewired(inherited | own, inherited, again).items():
                setattr(cls, name, value)
                cls._declared[name] = value
        claim(cls._declared, cls.__wireworks_mark__)

    def __init__(self, /, **given: Any) -> None:
        cls = type(self)
        declared = cls._declared
        _known(cls.__name__, given, declared)
        placed = {name: fitting(f"{cls.__name__}.{name}", declared[name], value) for name, value in given.items()}
        marks: set[object] = {vars(base).get("__wireworks_mark__") for base in cls.__mro__}
        self.__dict__.update(copied(declared, placed, marks), __wireworks_mark__=object())
        claim(self.providers, self.__wireworks_mark__)

    def __setattr__(self, name: str, value: object) -> None:
        if name in self._declared:
            raise ServiceRegistrationError(
                f"`{type(self).__name__}.{name}` is wired into others already, which would not see another one.",
                fix=f"pass `{name}=...` to the container, or override it.",
                see="providers",
            )
        super().__setattr__(name, value)

    def override(self, other: DeclarativeContainer | None = None, /, **providers: Any) -> Overridings:
        """Override several providers at once, from now on.

        Args:
            other: a container; each of its providers stands in for that of the same name here, those of its containers
                for those of the containers here.
            **providers: stand-ins by name, as for ``Provider.override``; a container stands in for a container.

        Returns:
            A context manager that undoes these overrides, whatever happened inside.

        Raises:
            ServiceRegistrationError: there is nothing of that name here; nothing is overridden then.
        """
        pairs = [*_pairs(self, other.providers if other is not None else {}), *_pairs(self, providers)]
        return Overridings(pairs)

    def reset_override(self) -> None:
        """Undo every override of every provider here and in the containers inside."""
        for provider in flat(self.providers):
            provider.reset_override()

    def reset_singletons(self) -> None:
        """Forget what the singletons here made; those that are given from outside keep theirs."""
        for provider in self._all(Singleton):
            provider.reset()

    def init_resources(self) -> None:
        """Open every resource here, in the order they are declared; if one fails, close those opened by this call.

        Raises:
            ServiceAsyncError: one takes ``await``.
        """
        opened: list[Resource[Any]] = []
        try:
            for resource in self._all(Resource):
                if not resource.initialized:
                    opened.append(resource)
                    resource.init()
        except BaseException as error:
            shut_down(opened, error)
            raise

    async def ainit_resources(self) -> None:
        """Open every resource here, one after the other; otherwise as ``init_resources``."""
        opened: list[Resource[Any]] = []
        try:
            for resource in self._all(Resource):
                if not resource.initialized:
                    opened.append(resource)
                    await resource.ainit()
        except BaseException as error:
            await ashut_down(opened, error)
            raise

    def shutdown_resources(self) -> None:
        """Close every resource that is open here, the newest first, all of them whatever happens.

        Raises:
            ServiceCloseError: something failed to close, or takes ``await``; what takes it is still open.
        """
        shut_down(self._all(Resource))

    async def ashutdown_resources(self) -> None:
        """Close every resource that is open here, as ``shutdown_resources``, those that take ``await`` too."""
        await ashut_down(self._all(Resource))

    def check_dependencies(self) -> None:
        """Raise if something is lacking that has to come from outside.

        Raises:
            ServiceGraphError: it holds an error for each dependency that is not set, and for each value that providers
                take of a configuration and that is missing.
        """
        problems = lacking(flat(self.providers))
        if problems:
            what = f"The container `{type(self).__name__}` has {counted(len(problems), 'problem')}."
            raise ServiceGraphError(what, problems)

    def __enter__(self) -> Self:
        self.init_resources()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        shut_down(self._all(Resource), error)

    async def __aenter__(self) -> Self:
        await self.ainit_resources()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await ashut_down(self._all(Resource), error)

    def _all(self, kind: type[P]) -> list[P]:
        """Return the providers of a kind here, in the containers inside, and among what they are given in place."""
        found = reachable(flat(self.providers), marks_in(self))
        return [provider for provider in found if isinstance(provider, kind)]


class Overridings:
    """Several overrides, undone together."""

    def __init__(self, pairs: Iterable[tuple[Provider[Any], object]]) -> None:
        with ExitStack() as stack:
            for provider, other in pairs:
                stack.enter_context(provider.override(other))
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()


def Container(container: type[C], /, **given: Any) -> C:  # noqa: N802 - those who come know it by this name
    """Make a container that is to be an attribute of another one.

    Args:
        container: its class.
        **given: as for the class itself.

    Raises:
        ServiceRegistrationError: as for the class.

    Example: ``services = Container(Services, db=db)``.
    """
    return container(**given)


def _known(what: str, given: Iterable[str], declared: Iterable[str]) -> None:
    names = list(declared)
    unknown = next((name for name in given if name not in names), None)
    if unknown is not None:
        raise ServiceRegistrationError(
            f"`{what}` declares no `{unknown}`; it declares {listing(names) or 'nothing'}.",
            fix=f"name one that it declares.{meant(near(unknown, names))}",
            see="providers",
        )


def _pairs(container: DeclarativeContainer, others: Mapping[str, Any]) -> Iterator[tuple[Provider[Any], object]]:
    kind = type(container).__name__
    _known(kind, others, container.providers)
    for name, other in others.items():
        here = container.providers[name]
        if not isinstance(here, DeclarativeContainer):
            yield here, other
        elif isinstance(other, DeclarativeContainer):
            yield from _pairs(here, other.providers)
        else:
            raise misplaced(f"{kind}.{name}", "a container", other)
