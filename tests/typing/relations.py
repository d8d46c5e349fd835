"""What type checkers must see of what is made later, and of what is one's own: checked, never run."""

from abc import ABC, abstractmethod
from contextlib import AsyncExitStack, ExitStack
from typing import assert_type

from wireworks import Lazy, Owned, ServiceContainer


class Plain: ...


class Abstract(ABC):
    @abstractmethod
    def run(self) -> int: ...


class Concrete(Abstract):
    def run(self) -> int:
        return 3


def make_plain() -> Plain:
    return Plain()


async def make_plain_later() -> Plain:
    return Plain()


class Later:
    def __init__(self, plain: Lazy[Concrete], job: Owned[Concrete]) -> None:
        assert_type(plain.value, Concrete)
        with job as one, ExitStack() as stack:
            assert_type(one, Concrete)
            assert_type(stack.enter_context(job), Concrete)
        self.wider(plain, job)

    def wider(self, plain: Lazy[Abstract], job: Owned[Abstract]) -> None: ...

    async def later(self, plain: Lazy[Plain], job: Owned[Plain]) -> Plain:
        assert_type(await plain.avalue(), Plain)
        async with job as one, AsyncExitStack() as stack:
            assert_type(one, Plain)
            assert_type(await stack.enter_async_context(job), Plain)
        with job as one:
            return one  # an `Owned` swallows nothing, so nothing has to follow


async def lazy_by_hand(container: ServiceContainer) -> None:
    assert_type(Lazy(make_plain), Lazy[Plain])
    assert_type(Lazy(make_plain, make_plain_later).value, Plain)
    assert_type(container.get(Lazy[Plain]), Lazy[Plain])
    assert_type(await container.aget(Owned[Plain]), Owned[Plain])
