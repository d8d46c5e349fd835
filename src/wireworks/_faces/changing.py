"""The face of a container whose registrations are changed from outside: decorated, replaced, added where missing."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Self, Unpack

from wireworks._declare.admission import provide, provide_instead, terms_of
from wireworks._declare.keys import qualified_key
from wireworks._declare.options import Options
from wireworks._faces.wired import Wired
from wireworks._model.lifetime import Lifetime

if TYPE_CHECKING:
    from typing_extensions import TypeForm


class Changing(Wired):
    """Change what is registered, each time as a whole or not at all."""

    def try_add(
        self,
        key: TypeForm[object] | Callable[..., object],
        factory: Callable[..., object] | None = None,
        lifetime: Lifetime | str = Lifetime.TRANSIENT,
        *,
        qualifier: Hashable = None,
        **options: Unpack[Options],
    ) -> bool:
        """Register a service unless its key is registered; tell whether it was.

        Of several threads that try at the same time one succeeds.

        Args:
            key: what is asked for; alone, it is also the factory, as for ``add_transient``.
            factory: what makes it.
            lifetime: how long what it makes is kept.
            qualifier: tells apart several services of one type.
            **options: as for ``register``.

        Raises:
            ServiceRegistrationError: the factory does not fit the key, whether or not that is registered.

        Source: L3, L4.
        """
        added = self._registry.admit_new(provide(key, factory, lifetime, terms_of(qualifier, options)))
        if added:
            self._changed()
        return added

    def replace(
        self,
        key: TypeForm[object] | Callable[..., object],
        factory: Callable[..., object] | None = None,
        lifetime: Lifetime | str | None = None,
        *,
        qualifier: Hashable = None,
        **options: Unpack[Options],
    ) -> Self:
        """Make something else answer for a key that is registered; return the container.

        It takes the place of the old one in the order of registrations, and its decorators stay around it. What the old
        one made stays with those who hold it, and is closed in time.

        Args:
            key: what is asked for; alone, it is also the factory, as for ``add_transient``.
            factory: what makes it from now on.
            lifetime: how long what it makes is kept; as long as before where nothing is said.
            qualifier: tells apart several services of one type.
            **options: as for ``register``; those that are not given stay as they are. Options that belong to a lifetime
                go with it.

        Raises:
            ServiceNotFoundError: the key is not registered.
            ServiceRegistrationError: the factory does not fit the key; nothing has changed.

        Source: L3, L4.
        """
        from wireworks._declare.judging import fitting_key  # few programs change what is registered

        old = self._registry.known(
            fitting_key(key, factory, qualifier, enter=options.get("enter", False)), "replaced"
        ).origin
        self._registry.replace(provide_instead(old, key if factory is None else factory, lifetime, options))
        self._changed()
        return self

    def decorate(self, key: TypeForm[object], wrapper: Callable[..., object], *, qualifier: Hashable = None) -> Self:
        """Put ``wrapper`` around what a key makes; whoever asks for the key gets what the wrapper makes of it.

        Decorators stack, the last one outermost, and stay when the key is replaced. What a decorator makes is kept as
        long as what it wraps, and closed before it. A singleton that exists already is wrapped when it is next asked
        for; those who hold it keep it as it was.

        Args:
            key: what is asked for.
            wrapper: any factory. The parameter annotated with the key, or with a class or protocol that the key is a
                case of, gets what is wrapped; the others are filled as usual.
            qualifier: tells apart several services of one type.

        Raises:
            ServiceNotFoundError: the key is not registered.
            ServiceRegistrationError: ``wrapper`` has no parameter for what it should wrap, or makes something that does
                not fit the key; nothing has changed.

        Example:
            >>> from wireworks import ServiceContainer
            >>> class Shop:
            ...     def price(self) -> int:
            ...         return 10
            >>> class Sale(Shop):
            ...     def __init__(self, shop: Shop) -> None:
            ...         self._shop = shop
            ...
            ...     def price(self) -> int:
            ...         return self._shop.price() // 2
            >>> ServiceContainer().add_transient(Shop).decorate(Shop, Sale).get(Shop).price()
            5
        """
        from wireworks._declare.wrapping import check_wrapper  # as above

        wanted = qualified_key(key, qualifier)
        self._registry.known(wanted, "decorated")
        check_wrapper(wanted, wrapper)
        self._registry.decorate(wanted, wrapper)
        self._changed()
        return self
