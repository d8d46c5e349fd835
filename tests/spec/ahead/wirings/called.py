"""Services that are called what a written module calls things of its own."""

# ruff: noqa: N801

from __future__ import annotations

from wireworks import ServiceContainer


class self_: ...


class start: ...


class astart: ...


class session_scope: ...


class singletons: ...


class params: ...


class Everything:
    def __init__(
        self, it: self_, one: start, two: astart, scope: session_scope, owner: singletons, values: params
    ) -> None:
        self.parts = (it, one, two, scope, owner, values)


class Guest: ...


container = ServiceContainer(scopes=["session"]).add_singleton(Everything, eager=True)
for each in (self_, start, astart, session_scope, singletons, params):
    container.add_singleton(each)
container.add_scoped(Guest, scope="session")
