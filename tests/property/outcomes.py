"""How things end in random programs, and what they tell."""

from collections.abc import AsyncGenerator, Callable, Generator

from wireworks import Consumer


class Boom(Exception):
    """The failure of a scope's body."""


class TeardownFailed(Exception):
    """The teardown of a node fails; carries the node's number."""


def through(generator: Generator[None, None, None], how: str, look: Callable[[], None]) -> None:
    """Use a generator as said; `look` at how things stand while it waits."""
    next(generator)
    look()
    if how == "closed":
        generator.close()
    elif how == "thrown into":
        generator.throw(Boom())
    else:
        assert next(generator, generator) is generator


async def athrough(generator: AsyncGenerator[None, None], how: str, look: Callable[[], None]) -> None:
    """Use an async generator as said."""
    await anext(generator)
    look()
    if how == "closed":
        await generator.aclose()
    elif how == "thrown into":
        await generator.athrow(Boom())
    else:
        assert await anext(generator, generator) is generator


def told_by(who: Consumer) -> tuple[object, ...]:
    """Name who asks as the model does."""
    assert who.name.startswith(who.module)
    service = getattr(who.service, "__name__", None)
    inside = "".join(f"[{each.__name__}]" for each in getattr(who.service, "__args__", ()))
    return service and f"{service}{inside}", who.qualifier, who.parameter, who.name.rpartition(".")[2]


def name_of(error: Exception) -> object:
    """Name a failure as the model does."""
    return error.args[0] if isinstance(error, TeardownFailed) else type(error).__name__
