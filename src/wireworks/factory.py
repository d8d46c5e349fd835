"""Factories as values: explicit wiring without a container (L17 - L19)."""

from __future__ import annotations

from collections.abc import Callable
from types import MethodType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, SupportsIndex, TypeVar

from wireworks._declare.maker import told_by
from wireworks._explicit.injections import wiring_of
from wireworks._explicit.provider import Provider
from wireworks._model.parameter import Wants
from wireworks._model.wiring import class_of
from wireworks._text.names import name_of

__all__ = ("Factory",)

if TYPE_CHECKING:
    from inspect import Signature

    from typing_extensions import ParamSpec

    P = ParamSpec("P", default=...)
else:
    from typing import ParamSpec

    P = ParamSpec("P")

T = TypeVar("T")


class Factory(Provider[T], Generic[T, P]):
    """Make a new ``T`` whenever called, from what is written here, with no container.

    As an annotation, ``Factory[T]`` asks a container for a callable that makes a ``T``, or fetches it by its lifetime.
    ``Factory[T, [int, str]]`` says what its callers pass, by position.

    Args:
        provides: the class or function to call.
        *injections: plain values are the first positional arguments; ``KwArg``, ``Attribute`` and ``Method`` say more.
        **keywords: as so many ``KwArg``.

    A value that is itself a factory is called for each making; a ``Delegate`` injects the factory as it is; any other
    value is used as it is.

    Raises:
        ServiceRegistrationError: ``provides`` is not callable, a keyword is given twice, or by its signature
            ``provides`` cannot take what it is given.

    Example:
        >>> class Photo: ...
        >>> class User:
        ...     def __init__(self, name: str, photo: Photo) -> None:
        ...         self.name, self.photo = name, photo
        >>> users = Factory(User, photo=Factory(Photo))
        >>> users("Ada").name
        'Ada'

    Source: L15, L17 - L19.
    """

    __wireworks_wants__: ClassVar[Wants] = Wants.FACTORY
    __slots__ = ("_run",)
    _run: Any

    def __init__(self, provides: Callable[..., T], /, *injections: object, **keywords: object) -> None:
        self.wiring = wiring_of("Factory", provides, injections, keywords)
        self.overrides = []
        self.__wireworks_nodes__ = {}
        self.__wireworks_written__ = {}
        self.__wireworks_origin__ = None

    def __class_getitem__(cls, item: Any) -> Any:
        """Return the annotation for a factory of ``item``, which Python before 3.13 cannot fill with a default."""
        generic: Any = super()
        return generic.__class_getitem__(told_by(item))

    if TYPE_CHECKING:

        def __call__(self, /, *args: P.args, **kwargs: P.kwargs) -> T:
            """Make or fetch a ``T``, as every provider does."""
            raise NotImplementedError

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        """Return what copies and pickles are made from: nothing is written for them yet."""
        return _blank, (class_of(self),), self.__getstate__()

    def __getstate__(self) -> Any:
        """Return what is to be kept of it: what it says, and neither what was planned from that nor its overrides."""
        state: Any = super().__getstate__()
        attributes, slots = state
        said = {name: value for name, value in slots.items() if name != "_run"}
        return attributes, {**said, "overrides": [], "__wireworks_nodes__": {}, "__wireworks_written__": {}}

    def _exchange(self, written: Callable[..., T]) -> None:
        if type(self) is Factory:
            self._run = written
            self.__class__ = _WrittenFactory

    def __repr__(self) -> str:
        return f"Factory({name_of(self.wiring.provides) if self.wiring else '...'})"


def _blank(kind: type[Factory[T]]) -> Factory[T]:
    return kind.__new__(kind)


class _WrittenFactory(Factory[T, P]):
    """A factory that was called often enough: calling it is calling the function that was written for it."""

    __slots__ = ()

    __wireworks_kind__ = Factory
    __call__ = Factory._run  # type: ignore[misc]  # noqa: SLF001 - the slot itself: looked up in the instance, with nothing in between

    @property
    def __signature__(self) -> Signature:
        """What ``inspect`` says of the factory, however often it was called."""
        from inspect import signature

        return signature(MethodType(Provider.__call__, self))
