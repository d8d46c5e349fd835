"""What fills the parameters of factories, as expressions."""

from __future__ import annotations

from typing import Any

from wireworks._ahead.layout import Layout
from wireworks._ahead.naming import Imports, Unwritable
from wireworks._ahead.settings import Settings
from wireworks._ahead.text import Call, quoted
from wireworks._declare.maker import Maker
from wireworks._model.consumer import NOBODY, Consumer
from wireworks._model.key import Key
from wireworks._model.parameter import Parameter, Passing, Wants
from wireworks._model.provider import Source
from wireworks._model.sentinel import MISSING
from wireworks._plan.records import Constant, Given, Node, Supply
from wireworks._text.names import name_of

_CONTAINER_FIX = "let it take what it asks the container for: a service, a `Factory[...]` or an `Owned[...]` of it."


class Supplies:
    """Spell supplies as one class of the module sees them.

    Args:
        layout: who gives what.
        imports: spells what modules have.
        settings: collects what is passed.
        kit: collects the names of the pieces of the kit that are needed.
    """

    def __init__(self, layout: Layout, imports: Imports, settings: Settings, kit: set[str]) -> None:
        self._layout = layout
        self._imports = imports
        self._settings = settings
        self._kit = kit

    def way(self, here: int, there: int) -> str:
        """Return how methods of level ``here`` call the object of level ``there``."""
        return "self" if here == there else f"self.{self._layout.levels[there].attribute}"

    def type_of(self, node: Node) -> str:
        """Return the type of what a service is, ``None`` included where its factory may return that."""
        if node.looks_up:
            raise Unwritable("it is cached, and a module has no cache", "make it transient, or use the container.")
        service: Any = node.key.service
        if not isinstance(service, type) and node.wired is not None and callable(service):
            return self._imports.name("typing", "Any")
        return self._imports.type(service) + (" | None" if node.nullable and node.source is Source.FACTORY else "")

    def service(self, node: Node, here: int) -> str:
        """Return an expression for a service.

        Raises:
            Unwritable: no module can have it.
        """
        if node.source is Source.INSTANCE and node.provider.subject is NOBODY:
            return self._consumer(NOBODY)
        if node.source is Source.SCOPE or _is_container(node):
            raise Unwritable(f"`{name_of(node.key)}` is not there without a container", _CONTAINER_FIX)
        site = self._layout.site(node, here)
        way = self.way(here, site)
        if node.source is Source.INSTANCE:
            return f"{way}.{self._layout.title(node)}"
        if self._layout.open(node):
            what = f"`{name_of(node.key)}` takes arguments of the moment through a decorator"
            raise Unwritable(what, "let the container fill all that it takes, or decorate it in its factory.")
        return f"{'await ' if node.is_async else ''}{way}.{self._layout.method(node, site)}()"

    def supply(self, supply: Supply, node: Node, here: int, parameter: Parameter | None) -> str | Call:
        """Return an expression for what fills a parameter of ``node``, or a setting that has no parameter."""
        if isinstance(supply, Node):
            value = self.service(supply, here)
            return self._narrowed(value, supply, parameter) if supply.nullable else value
        if isinstance(supply, Given):
            return supply.name
        if isinstance(supply, Maker):
            return self.maker(supply, here)
        return self._constant(supply, node, here, parameter)

    def _narrowed(self, value: str, supply: Node, parameter: Parameter | None) -> str:
        """Return a value that may turn out as ``None`` for a parameter that does not say so."""
        request = None if parameter is None else parameter.request
        if request is None or request.optional or supply.source is not Source.FACTORY:
            return value
        return str(self._cast(self._imports.type(supply.key.service), value))

    def _constant(self, constant: Constant, node: Node, here: int, parameter: Parameter | None) -> str:
        value = constant.value
        request = None if parameter is None else parameter.request
        if isinstance(value, Consumer):
            return self._consumer(value)
        if request is not None and request.configured is not None and not _is_wired(node, parameter):
            return self._settings.configuration(request.configured, f"{self.way(here, 0)}.params")
        if parameter is not None and value is parameter.default and type(value) in (str, bytes):
            return self._imports.qualifier(value)
        try:
            return self._imports.value(value)
        except Unwritable:
            name = "value" if parameter is None else parameter.name
            return f"{self.way(here, 0)}.{self._settings.value(value, f'{name_of(node.key)}_{name}')}"

    def _consumer(self, consumer: Consumer) -> str:
        made = self._imports.name("wireworks", "Consumer")
        if consumer == NOBODY:
            return f"{made}()"
        told = [
            self._imports.value(consumer.service),
            self._imports.qualifier(consumer.qualifier),
            *map(quoted, consumer[2:]),
        ]
        return f"{made}({', '.join(told)})"

    def maker(self, maker: Maker, here: int) -> str | Call:
        """Return an expression for what makes a service later."""
        if maker.wants is Wants.OWNED:
            return self._owned(maker, here)
        node = self._layout.made_by(maker)
        function = self._function(maker, node, here)
        awaitable = maker.wants is Wants.ASYNC_FACTORY and not node.is_async
        if maker.call is not None and maker.call.protocol is not None:
            return self._piece("_awaitable", function) if awaitable else function
        wanted = f"{maker.wants.value}[{self._imports.type(maker.key.service)}]"
        relation = self._imports.name("wireworks", maker.wants.value)
        if maker.wants is Wants.LAZY:
            return self._lazy(relation, node, function)
        made: str | Call = Call(f"{relation}(", [function])
        if maker.wants is Wants.ASYNC_FACTORY:
            made = self._piece("_awaitable", function) if awaitable else function
        return self._cast(wanted, made) if node.nullable or maker.wants is Wants.ASYNC_FACTORY else made

    def _cast(self, wanted: str, made: str | Call) -> Call:
        return Call(f"{self._imports.name('typing', 'cast')}(", [f'"{wanted}"', made])

    def _owned(self, maker: Maker, here: int) -> Call:
        """Return an expression for what makes a service in a scope of its own, inside that of level ``here``."""
        node = self._layout.made_by(maker)
        rank, spelled = self._layout.home(node), name_of(node.key)
        if not rank or here < rank - 1:
            why = "nothing of it has to be closed" if not rank else "no scope of the name around it is sure to be open"
            raise Unwritable(f"`Owned[{spelled}]` has no scope of its own: {why}", "let it take a `Factory`.")
        level = self._layout.levels[rank]
        opened = f"{self.way(here, rank - 1)}.{level.attribute}"
        supplied = [each for each in self._layout.written(rank) if each.source is Source.CONTEXT]
        if here >= rank and supplied:
            around = self.way(here, rank)
            given = [f"{title}={around}._{title}" for title in map(self._layout.title, supplied)]
            opened = f"lambda: {opened}({', '.join(given)})"
        made = self._piece(
            "_AsyncOwned" if "_AsyncOwner" in self._kit else "_Owned",
            opened,
            f"{level.title}.{self._layout.title(node)}",
        )
        wanted = f"{self._imports.name('wireworks', 'Owned')}[{self._imports.type(maker.key.service)}]"
        return self._cast(wanted, made)

    def _piece(self, name: str, *arguments: str) -> Call:
        """Return the call of a piece of the kit."""
        self._kit.add(name)
        return Call(f"{name}(", arguments)

    def _lazy(self, relation: str, node: Node, function: str) -> Call:
        if not node.is_async:
            return Call(f"{relation}(", [function])
        self._kit.add("_only_awaited")
        return Call(f"{relation}(", ["_only_awaited", function])

    def _function(self, maker: Maker, node: Node, here: int) -> str:
        """Return an expression for a function that makes a service, and takes what its callers pass."""
        if node.source is Source.INSTANCE:
            return f"lambda: {self.service(node, here)}"
        site = self._layout.site(node, here)
        way = f"{self.way(here, site)}.{self._layout.method(node, site)}"
        inside = self._layout.home(node)
        if inside > here:
            kinds = [self._layout.levels[rank].title for rank in self._layout.levels_of(node)]
            way = f"{self._piece('_current', 'self', *kinds)}.{self._layout.title(node)}"
            if maker.call is None:
                return f"lambda **given: {way}(**given)"
        if maker.call is None or (not maker.call.parameters and inside <= here):
            return way
        names = [each.name for each in maker.call.parameters]
        return f"lambda {_parameters(maker.call.parameters)}: {way}({', '.join(f'{name}={name}' for name in names)})"


def _parameters(parameters: tuple[Parameter, ...]) -> str:
    """Return parameters as a lambda has them."""
    written = []
    star = False
    for each in parameters:
        if each.passing is Passing.KEYWORD and not star:
            written.append("*")
            star = True
        default = quoted(each.default) if isinstance(each.default, str) else repr(each.default)
        written.append(each.name if each.default is MISSING else f"{each.name}={default}")
    return ", ".join(written)


def _is_container(node: Node) -> bool:
    return (
        node.source is Source.INSTANCE
        and node.key == Key(type(node.provider.subject))
        and hasattr(node.provider.subject, "create_scope")
    )


def _is_wired(node: Node, parameter: Parameter | None) -> bool:
    """Tell whether explicit wiring says what a parameter gets, whatever its annotation asks for."""
    wiring = None if node.wired is None else node.wired.wiring
    if wiring is None or parameter is None:
        return False
    return parameter.name in dict(wiring.keywords) or bool(wiring.positional)
