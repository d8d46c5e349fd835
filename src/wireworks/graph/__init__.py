"""A plan drawn: what a container would make, as records, text, Mermaid, DOT, JSON and one HTML page; nothing is made.

``container.graph`` is a `ServiceGraph`.
"""

from __future__ import annotations

from wireworks.graph._graph import ServiceGraph
from wireworks.graph._records import Gives, Need, Problem, Service, Step

__all__ = ("Gives", "Need", "Problem", "Service", "ServiceGraph", "Step")
