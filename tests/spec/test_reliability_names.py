"""reliability: no name a user may choose can collide with the names in generated code."""

import asyncio
import builtins
import keyword
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import Attribute, Factory, KwArg, Method, ServiceContainer

LIFETIMES = ["transient", "scoped", "singleton"]
every_lifetime = pytest.mark.parametrize("lifetime", LIFETIMES)

ASKED = 3  # the first asking and the later ones may run through different code
LIKELY_TEXT = """
self cls scope container get aget key keys instance instances value result error exc exc_type
traceback factory factories resolver resolve plan provider make made maker cell cells cache exits
exit stack args kwargs func call name names node nodes missing none sentinel lock wait task loop
current token context generator gen send throw close closed item items obj this new store stored
_ __ _0 _1 _2 a b c d e f g k m n o p r s t v x y z v0 v1 v2 x0 x1 f0 f1 c0 s0 k0 p0 t0 n0 d0 g0
arg0 dep0 value0 service0 match case type soft asyncio inspect typing contextvars print len id
isinstance object BaseException Exception StopIteration StopAsyncIteration next anext iter list
__builtins__ __name__ __file__ __debug_ __class__ __init__ __wrapped__ ﬁ ñ 变量
"""
LIKELY = LIKELY_TEXT.split()

AWKWARD = [
    *LIKELY,
    *keyword.kwlist,
    *keyword.softkwlist,
    *(name for name in dir(builtins) if name.isidentifier()),
    "two words",
    "1st",
    "",
    "a-b",
    "a.b",
    "quo'te",
    'double"quote',
    "back\\slash",
    "new\nline",
    "{brace}",
    "%s",
    '"""',
    "#comment",
    "tab\t",
    "<locals>",
    "x=1;raise SystemExit",
    "émoji😀",
    "very" * 200,
]


class Dependency: ...


def with_parameter(name: str, style: str) -> type:
    """Make a class whose constructor takes a dependency under a chosen name."""
    first = "this" if name == "self" else "self"
    source = f"class Service:\n    def __init__({first}, {style.format(name)}):\n        {first}.found = {name}\n"
    namespace: dict[str, object] = {"Dependency": Dependency}
    exec(source, namespace)
    return namespace["Service"]


# A leading `__` without a trailing one is mangled in a class: a case of its own below.
PARAMETERS = [name for name in LIKELY if not name.startswith("__") or name.endswith("__")]
STYLES = ["{}: Dependency", "*, {}: Dependency", "{}: Dependency, /", "{}: Dependency = None"]


@pytest.mark.parametrize("style", STYLES)
@every_lifetime
def test_parameters_may_have_any_name(style, lifetime) -> None:
    """reliability: names that generated code is likely to use itself."""
    for name in PARAMETERS:
        container = ServiceContainer()
        container.register(Dependency, Dependency, lifetime)
        service = with_parameter(name, style)
        container.register(service, service, lifetime)
        for _ in range(ASKED):
            with container.create_scope() as scope:
                assert isinstance(scope.get(service).found, Dependency), name


@every_lifetime
def test_services_may_have_any_name(lifetime) -> None:
    """reliability: keywords, builtins, code, and what is no identifier at all."""
    for name in AWKWARD:
        container = ServiceContainer()
        key = type(name, (), {"__qualname__": name, "__module__": name})
        container.register(key, key, lifetime)

        class Consumer:
            def __init__(self, below: key) -> None:
                self.below = below

        container.register(Consumer, Consumer, lifetime)
        for _ in range(ASKED):
            with container.create_scope() as scope:
                assert isinstance(scope.get(Consumer).below, key), name
                assert isinstance(scope.get(key), key), name


def make_named(key: type, name: str):
    def factory() -> Iterator[key]:
        yield key()

    factory.__name__ = factory.__qualname__ = factory.__module__ = name
    return factory


def make_named_async(key: type, name: str):
    async def factory() -> AsyncIterator[key]:
        yield key()

    factory.__name__ = factory.__qualname__ = factory.__module__ = name
    return factory


@every_lifetime
def test_factories_may_have_any_name(lifetime) -> None:
    """reliability: generators, whose names may stand in messages of teardown."""
    for name in AWKWARD:
        container = ServiceContainer()
        container.register(Dependency, make_named(Dependency, name), lifetime)
        with container:
            for _ in range(ASKED):
                with container.create_scope() as scope:
                    assert isinstance(scope.get(Dependency), Dependency), name


@every_lifetime
def test_async_factories_may_have_any_name(lifetime) -> None:
    """Reliability."""

    async def use(name: str) -> None:
        container = ServiceContainer()
        container.register(Dependency, make_named_async(Dependency, name), lifetime)
        async with container:
            for _ in range(ASKED):
                async with container.create_scope() as scope:
                    assert isinstance(await scope.aget(Dependency), Dependency), name

    async def main() -> None:
        for name in AWKWARD:
            await use(name)

    asyncio.run(main())


def test_different_services_may_share_one_name() -> None:
    """reliability: the same name, module and qualified name, 20 times over."""
    container = ServiceContainer()
    keys = [type("Same", (), {}) for _ in range(20)]

    class Consumer:
        def __init__(self, *services: object) -> None: ...

    def consumer(one: keys[0], two: keys[1], three: keys[2], four: keys[19]) -> Consumer:
        found = (one, two, three, four)
        assert [type(service) for service in found] == [keys[0], keys[1], keys[2], keys[19]]
        return Consumer()

    for key in keys:
        container.add_singleton(key)
    container.add_transient(consumer)
    for _ in range(ASKED):
        container.get(Consumer)


def test_parameter_with_a_private_name_is_filled() -> None:
    """reliability: `__name` in a class is mangled by the compiler."""

    class Private:
        def __init__(self, __one: Dependency, *, __two: Dependency) -> None:  # noqa: PYI063 - the name matters
            self.found = __one, __two

    container = ServiceContainer().add_singleton(Dependency).add_transient(Private)
    for _ in range(ASKED):
        assert container.get(Private).found == (container.get(Dependency),) * 2


def test_service_with_many_parameters_is_made() -> None:
    """reliability: 300 parameters, positional and by keyword."""
    keys = [type(f"Part{number}", (), {}) for number in range(300)]
    names = [f"p{number}" for number in range(300)]
    signature = ", ".join([*names[:150], "*", *names[150:]])
    namespace: dict[str, object] = {}
    exec(f"def make({signature}): return Whole(locals())", namespace)

    class Whole:
        def __init__(self, parts: dict[str, object]) -> None:
            self.parts = parts

    make = namespace["make"]
    namespace["Whole"] = Whole
    make.__annotations__ = dict(zip(names, keys, strict=True)) | {"return": Whole}
    container = ServiceContainer().add_transient(make)
    for key in keys:
        container.add_transient(key)
    for _ in range(ASKED):
        assert [type(part) for part in container.get(Whole).parts.values()] == keys


class Anything:
    def __init__(self, /, **given: object) -> None:
        self.given = given

    def __getattr__(self, name: str) -> object:
        return lambda value: self.__dict__.setdefault("called", []).append((name, value))


MEMBERS = ["class", "None", "lambda", "ﬁ", "__private", "__debug__", "self", "value"]


@pytest.mark.parametrize("name", MEMBERS)
def test_explicit_wiring_may_use_any_identifier_and_keyword(name) -> None:
    """L17, reliability: as `setattr`, `getattr` and `**` take it, keywords and all."""
    factory = Factory(Anything, KwArg(name, 1), Attribute(f"{name}_", 2), Method(name, 3))
    container = ServiceContainer().add_transient(Anything, factory)
    for _ in range(ASKED):
        made = container.get(Anything)
        assert made.given == {name: 1}
        assert made.__dict__[f"{name}_"] == 2
        assert made.called == [(name, 3)]
