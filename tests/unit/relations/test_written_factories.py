"""Factories that turn into functions while others do something to them."""

import asyncio

from wireworks import AsyncFactory, ServiceContainer


class Clock: ...


def test_override_that_comes_in_between_counts() -> None:
    """Another thread sets it while the function is written."""
    clocks = ServiceContainer().add_transient(Clock)[Clock]
    clocks.override(1)
    clocks._exchange(Clock)  # noqa: SLF001 - what comes in between cannot be told otherwise
    assert clocks() == 1
    clocks.reset_override()
    assert type(clocks()) is Clock


def test_subclass_of_an_async_factory_stays_what_it_is() -> None:
    class Counting(AsyncFactory[Clock]):
        calls = 0

        def __call__(self, /, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            type(self).calls += 1
            return super().__call__(*args, **kwargs)

    plain = ServiceContainer().add_transient(Clock).afactory(Clock)
    clocks = Counting(plain._caller, plain._maker, None)  # noqa: SLF001 - how else would it be made

    async def main() -> None:
        for _ in range(4):
            assert type(await clocks()) is Clock

    asyncio.run(main())
    assert Counting.calls == 4
