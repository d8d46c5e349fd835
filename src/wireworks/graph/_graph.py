"""The graph as users have it: the records, and the ways to draw them."""

from __future__ import annotations

from wireworks._model.record import NamedTuple
from wireworks._text.names import name_of
from wireworks.graph._records import Problem, Service


class ServiceGraph(NamedTuple):
    """Hold what a container would make, and what is wrong with it; it is data, and does not change with the container.

    ``services`` has everything that is registered, in the order it was, and then what only stands below it.
    ``problems`` are those of ``container.validate()``, in the same order.

    Every text is the same for the same registrations, and its length is proportional to the number of services and
    parameters; all names in it are escaped as the format asks. Values are never shown.

    Example:
        >>> from wireworks import ServiceContainer
        >>> class Clock: ...
        >>> graph = ServiceContainer().add_singleton(Clock).graph
        >>> [(service.name, str(service.lifetime)) for service in graph.services]
        [('Clock', 'singleton')]

    Source: L30.
    """

    services: tuple[Service, ...]
    problems: tuple[Problem, ...]

    @property
    def summary(self) -> str:
        """How many services and problems there are: ``12 services, no problems``."""
        from wireworks.graph._words import count

        return count(self.services, self.problems)

    def named(self, name: str) -> list[Service]:
        """Return the services that are called so: by name or id, with the qualifier or without."""
        return [service for service in self.services if name in _names(service)]

    def text(self) -> str:
        """Return a list for people: each service, what it needs, and the problems at the end."""
        from wireworks.graph._text import text

        return text(self.services, self.problems)

    def tree(self, root: str | None = None) -> str:
        """Return what one service needs, and what that needs: a tree in which each service has its branches once.

        Args:
            root: the id of a service; the first one where it is left out.

        Raises:
            KeyError: there is no such id.
        """
        from wireworks.graph._tree import tree

        return tree(self.services, self.services[0].id if root is None else root)

    def mermaid(self) -> str:
        """Return a Mermaid flowchart, for Markdown pages that draw one."""
        from wireworks.graph._mermaid import mermaid

        return mermaid(self.services)

    def dot(self) -> str:
        """Return a graph in the DOT language, for Graphviz."""
        from wireworks.graph._dot import dot

        return dot(self.services)

    def json(self) -> str:
        """Return JSON for other programs: ``{"version": 1, "services": [...], "problems": [...]}``.

        The fields are those of the records, without ``key`` and ``type``; a qualifier stands there as in names.
        Services are sorted by id, so that two versions of an application can be compared line by line.
        """
        from wireworks.graph._json import as_json

        return as_json(self.services, self.problems)

    def html(self, title: str = "Services") -> str:
        """Return one page that stands alone: the services to search in, and a drawing of them; no network is needed.

        Args:
            title: what the page is called.
        """
        from wireworks.graph._html import page

        return page(self.services, self.problems, title)


def _names(service: Service) -> tuple[str, ...]:
    names = service.name, service.id, service.id.replace(":", ".", 1)
    if service.qualifier is None:
        return names
    ending = f"[{name_of(service.qualifier)}]"
    return *names, *(name.removesuffix(ending) for name in names)
