"""rodi: sync, without resources; its functions take services alone, so the injected ones have no answer here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from rodi import Container

from bench.calls import Call
from bench.services import SCOPED, SINGLETONS, TREE, Basket, Handler, Settings, Storefront


def shop() -> Container:
    """Register the three singletons and the five scoped services."""
    container = Container()
    for service in SINGLETONS:
        container.add_singleton(service)
    for service in SCOPED:
        container.add_scoped(service)
    return container


def leaf(_: ExitStack) -> Call:
    provider = Container().add_transient(Basket).build_provider()

    def call() -> Basket:
        return provider.get(Basket)

    return call


def tree(_: ExitStack) -> Call:
    container = Container()
    for service in TREE:
        container.add_transient(service)
    provider = container.build_provider()

    def call() -> Storefront:
        return provider.get(Storefront)

    return call


def singleton(_: ExitStack) -> Call:
    provider = shop().build_provider()

    def call() -> Settings:
        return provider.get(Settings)

    return call


def scope(_: ExitStack) -> Call:
    provider = shop().build_provider()

    def call() -> Handler:
        with provider.create_scope() as opened:
            return opened.get(Handler)

    return call


def many(services: Sequence[type]) -> Callable[[type], Any]:
    container = Container()
    for service in services:
        container.add_singleton(service)
    return container.build_provider().get


def opening() -> Call:
    provider = shop().build_provider()

    def call() -> Any:
        opened = provider.create_scope().__enter__()
        opened.get(Handler)
        return opened

    return call
