"""The registering face of a container (L3)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

from wireworks._declare.admission import provide, provide_context, provide_instance, terms_of
from wireworks._declare.conditions import When
from wireworks._declare.keys import qualified_key, registered_key
from wireworks._declare.options import Options
from wireworks._faces.changing import Changing
from wireworks._model.lifetime import Lifetime
from wireworks._model.provider import TTL, Provider, Tags

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")


class Registering(Changing):
    """Take registrations, each of them whole or not at all, at any time."""

    def register(
        self,
        key: TypeForm[T],
        factory: Callable[..., object],
        lifetime: Lifetime | str = Lifetime.TRANSIENT,
        *,
        qualifier: Hashable = None,
        **options: Unpack[Options],
    ) -> None:
        """Register ``factory`` as what makes ``key``.

        Args:
            key: the type that is asked for: a class, protocol, NewType or alias.
            factory: a class, function, async function, generator, async generator, method, partial, callable object or
                ``Factory(...)``. A function has to say by its return annotation what it makes.
            lifetime: how long what it makes is kept.
            qualifier: any hashable; tells apart several services of one type.
            **options: ``eager=True`` makes a singleton when the container starts, not when it is first asked for;
                ``scope="session"`` lets a scoped service live in the nearest scope of that name; ``enter=True`` enters
                the context manager that the factory makes: the service is what that gives, and it is left in the end;
                with ``when=...`` it is registered only if a condition holds (``Profile``, ``Param``, ``Present``, a
                profile's name, a function without parameters); ``ttl`` and ``tags`` belong to what is cached, see
                ``add_cached``.

        Raises:
            ServiceRegistrationError: the key is taken, or the factory does not fit it; nothing has changed.

        Source: L3, L4, L22, L24.
        """
        if factory is None:  # which means "the key itself" everywhere else
            from wireworks._declare.judging import check_callable  # as in `provide`

            check_callable(factory, registered_key(key))
        self._admit(provide(key, factory, lifetime, terms_of(qualifier, options)))

    def add_transient(
        self,
        key: TypeForm[object] | Callable[..., object],
        factory: Callable[..., object] | None = None,
        *,
        qualifier: Hashable = None,
        **options: Unpack[Options],
    ) -> Self:
        """Register a service that is made anew for each resolution; return the container.

        Args:
            key: what is asked for. Alone, it is also the factory: the class itself, or a function, which then makes
                what its return annotation says.
            factory: what makes it; as for ``register``.
            qualifier: tells apart several services of one type.
            **options: as for ``register``.

        Raises:
            ServiceRegistrationError: as for ``register``.
        """
        return self._admit(provide(key, factory, Lifetime.TRANSIENT, terms_of(qualifier, options)))

    def add_scoped(
        self,
        key: TypeForm[object] | Callable[..., object],
        factory: Callable[..., object] | None = None,
        *,
        qualifier: Hashable = None,
        **options: Unpack[Options],
    ) -> Self:
        """Register a service that is made once in each scope; arguments, result and errors as for ``add_transient``.

        With ``scope="session"`` it is made once in each scope of that name, for that and for the scopes inside.

        Source: L24.
        """
        return self._admit(provide(key, factory, Lifetime.SCOPED, terms_of(qualifier, options)))

    def add_singleton(
        self,
        key: TypeForm[object] | Callable[..., object],
        factory: Callable[..., object] | None = None,
        *,
        qualifier: Hashable = None,
        **options: Unpack[Options],
    ) -> Self:
        """Register a service that is made once for all threads, tasks and loops; otherwise as ``add_transient``."""
        return self._admit(provide(key, factory, Lifetime.SINGLETON, terms_of(qualifier, options)))

    def add_cached(
        self,
        key: TypeForm[object] | Callable[..., object],
        factory: Callable[..., object] | None = None,
        *,
        ttl: TTL,
        tags: Tags = (),
        qualifier: Hashable = None,
        when: When | None = None,
    ) -> Self:
        """Register a service that is made once for all processes on the same store, by its arguments, for a time.

        ``container.afactory(T)`` and an injected ``AsyncFactory[T]`` look it up. It is made in a scope of its own,
        of what the container fills and the arguments that callers pass; these alone tell one value from another.

        Args:
            key: what is asked for; alone, it is also the factory, as for ``add_transient``.
            factory: what makes it. It may be async, but no generator: a resource cannot be kept.
            ttl: how long it is kept; seconds or ``timedelta``, > 0.
            tags: texts by which it can be forgotten (``invalidate_tags``), or a function that returns them for those
                arguments of a call that it names.
            qualifier: tells apart several services of one type.
            when: the condition under which the registration counts.

        Raises:
            ServiceRegistrationError: as for ``register``.

        Source: C3.
        """
        options: Options = {"ttl": ttl, "tags": tags, "when": when}
        return self._admit(provide(key, factory, Lifetime.CACHED, terms_of(qualifier, options)))

    def add_instance(self, key: TypeForm[T], obj: T, *, qualifier: Hashable = None, when: When | None = None) -> Self:
        """Register an object that exists already; the container hands it out and never closes it.

        Args:
            key: what is asked for.
            obj: what is handed out.
            qualifier: tells apart several services of one type.
            when: the condition under which the registration counts.

        Raises:
            ServiceRegistrationError: the key is taken, or ``obj`` is not an instance of it.
        """
        return self._admit(provide_instance(key, obj, terms_of(qualifier, {"when": when})))

    def add_context(self, key: TypeForm[object], *, scope: str | None = None, when: When | None = None) -> Self:
        """Declare a value that is supplied when a scope opens: ``create_scope(context={key: value})``.

        Args:
            key: what is asked for.
            scope: the name of the scope that it is supplied to; without it, any scope may have it.
            when: the condition under which the registration counts.

        Raises:
            ServiceRegistrationError: the key is taken, or the container has no scope of that name.
        """
        return self._admit(provide_context(key, terms_of(None, {"scope": scope, "when": when})))

    def add(self, *things: object) -> Self:
        """Register what is marked with ``@service``: all of it, or nothing.

        Args:
            *things: marked classes and functions, modules and packages that contain them, or instances whose methods
                are marked.

        Raises:
            ServiceRegistrationError: nothing in a thing is marked, or something cannot be registered.
        """
        if not things:
            return self
        from wireworks._declare.discover import discover  # not every program has marks, and start-up is dear

        self._registry.admit(discover(things))
        self._changed()
        return self

    def unregister(self, key: TypeForm[object], *, qualifier: Hashable = None) -> None:
        """Forget the registration of a key and its decorators.

        What it made already stays with those who hold it, and is closed in time.

        Raises:
            ServiceNotFoundError: it is not registered.
        """
        self._registry.remove(qualified_key(key, qualifier))
        self._changed()

    def is_registered(self, key: TypeForm[object], *, qualifier: Hashable = None) -> bool:
        """Tell whether something answers for a key: it is registered, or follows from what is."""
        return self._resolvers.graph.provider(qualified_key(key, qualifier)) is not None

    def _admit(self, provider: Provider) -> Self:
        self._registry.admit_one(provider)
        self._changed()
        return self
