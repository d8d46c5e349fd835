"""The face of a container that opens scopes (L23, L24)."""

# ruff: noqa: SLF001 - a scope is put together here, too
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wireworks._declare.keys import asked_key, asked_with
from wireworks._declare.registry import Registry
from wireworks._model.provider import Provider, Source
from wireworks._runtime.instances import Instances
from wireworks._runtime.scope import ServiceScope, opened, scope_in_force
from wireworks._runtime.tables import NOTHING, Tables
from wireworks._text.message import meant, near
from wireworks._text.names import name_of
from wireworks.errors import ServiceNotFoundError, ServiceScopeError


class Opening:
    """Open scopes, with names and context values that were declared."""

    _registry: Registry
    _singletons: Instances
    _tables: Tables

    def create_scope(
        self, name: str | Mapping[Any, object] | None = None, context: Mapping[Any, object] | None = None
    ) -> ServiceScope:
        """Return a scope inside the current one, to be used in a ``with`` or ``async with`` statement.

        Args:
            name: one of the container's ``scopes``; services that live in scopes of that name live in this one. A
                mapping that stands here is the context.
            context: values for keys declared with ``add_context``.

        Raises:
            ServiceScopeError: there is no scope of that name, or it lies further out than one that is open here.
            ServiceNotFoundError: a key of ``context`` was not declared.
            ServiceClosedError: the container was closed.

        Source: L23, L24.
        """
        tables = self._tables
        if name is None and context is None and not tables.closed:
            parent = tables.now()
            if parent is not None:
                return opened(tables, parent.innermost_open())
            scope: ServiceScope = ServiceScope()  # as `opened` does it, without a call
            scope.made = scope.exits = scope.aside = scope._token = None
            scope._tables, scope._around = tables, NOTHING
            return scope
        return self._open_scope(scope_in_force(self._tables.current), name, context)

    def _open_scope(
        self,
        parent: ServiceScope | None,
        name: str | Mapping[Any, object] | None,
        context: Mapping[Any, object] | None,
    ) -> ServiceScope:
        if self._singletons.closed:
            raise self._singletons.gone()
        if name is not None:
            if not isinstance(name, str):
                name, context = None, name
            else:
                self._registry.scopes.check(name, [] if parent is None else parent.names())
        known: dict[Any, object] = {}
        for key in context or ():
            wanted = asked_key(key)
            provider = self._registry.providers.get(wanted)
            if provider is None or provider.origin.source is not Source.CONTEXT:
                raise self._undeclared(key)
            if provider.terms.scope not in (None, name):
                raise _misplaced(provider, name)
            known[asked_with(wanted)] = key
        if context and any(known[key] is not key for key in known):  # spelled in another way than it is looked for
            context = {key: context[known[key]] for key in known}
        return opened(self._tables, parent, context, name)

    def _undeclared(self, key: object) -> ServiceNotFoundError:
        name = name_of(key)
        providers = self._registry.providers.items()
        declared = [name_of(other) for other, provider in providers if provider.origin.source is Source.CONTEXT]
        hint = meant(near(name, declared))
        what = f"`{name}` was not declared as a value that a scope is opened with.{hint}"
        return ServiceNotFoundError(what, fix=f"declare it with `container.add_context({name})`.", see="not-found")


def _misplaced(provider: Provider, name: str | None) -> ServiceScopeError:
    value, wanted = name_of(provider.key), provider.terms.scope
    opened = "one without a name" if name is None else f"`{name}`"
    return ServiceScopeError(
        f"`{value}` is supplied to a scope `{wanted}`, and this is {opened}.",
        fix=f'pass it to `create_scope("{wanted}", context=...)`, or declare it with `add_context({value})` alone.',
        see="scope",
    )
