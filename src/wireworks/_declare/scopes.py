"""The names of scopes that a container was given, outermost first (L24)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from wireworks._model.provider import Provider, Source
from wireworks._text.message import listing, meant, near
from wireworks._text.names import name_of
from wireworks.errors import ServiceRegistrationError, ServiceScopeError


@final
class Scopes:
    """Know the names that scopes may have, and which of two lies further in.

    Raises:
        ServiceRegistrationError: they are not a sequence of different names.
    """

    __slots__ = ("names",)

    def __init__(self, names: Sequence[str] = ()) -> None:
        if isinstance(names, str) or not all(isinstance(name, str) and name for name in names):
            what = f"`scopes` expects names, got {names!r}."
            raise ServiceRegistrationError(what, fix='pass a list, as in `scopes=["session", "request"]`.', see="scope")
        self.names = tuple(names)
        if len(set(self.names)) < len(self.names):
            what = f"`scopes` names a scope twice: {listing(self.names)}."
            raise ServiceRegistrationError(what, fix="give each a name of its own.", see="scope")

    @property
    def innermost(self) -> str | None:
        """The last of the names, or ``None`` where there is none."""
        return self.names[-1] if self.names else None

    def rank(self, name: str | None) -> int:
        """Return how far in scopes of a name lie, from 1; those without one lie further in than all others."""
        return len(self.names) + 1 if name is None else self.names.index(name) + 1

    def rank_of(self, provider: Provider) -> int:
        """Return the rank of the scope that a scoped service lives in."""
        # Every scope has itself to give, so what lives in any of them may keep that.
        return 1 if provider.source is Source.SCOPE else self.rank(provider.terms.scope)

    def admit(self, provider: Provider) -> None:
        """Raise ``ServiceRegistrationError`` if a service is to live in a scope of an unknown name."""
        name = provider.terms.scope
        if name is not None and name not in self.names:
            what = f"`{name_of(provider.key)}` cannot live in the scope {self._unknown(name)}"
            raise ServiceRegistrationError(what, fix=self._fix(name), see="scope")

    def check(self, name: str, around: Sequence[str]) -> None:
        """Raise ``ServiceScopeError`` if no scope has this name, or none of it belongs inside those ``around`` it."""
        if name not in self.names:
            raise ServiceScopeError(f"There is no scope {self._unknown(name)}", fix=self._fix(name), see="scope")
        inner = next((other for other in around if self.rank(other) > self.rank(name)), None)
        if inner is not None:
            raise ServiceScopeError(
                f"A scope `{name}` cannot be opened inside a scope `{inner}`: it lies further out.",
                fix=f"open `{name}` first, or name the scopes in another order; "
                f"the container has {listing(self.names)}, outermost first.",
                see="scope",
            )

    def _unknown(self, name: str) -> str:
        return f"`{name}`: the container has none of that name.{meant(near(name, self.names))}"

    def _fix(self, name: str) -> str:
        names = ", ".join(f'"{each}"' for each in (*self.names, name))
        named = f"use {listing(self.names)}, or name" if self.names else "name"
        return f"{named} it when the container is made, as in `ServiceContainer(scopes=[{names}])`."
