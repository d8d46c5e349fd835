"""The record of one override that is open, or was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from wireworks._model.key import Key
from wireworks._model.provider import Provider


@final
class Frame:
    """What stands in for some services; two frames are never equal, so one can be ended whatever opened after it.

    ``serial`` counts frames in the order they were opened. Once it has ``ended`` it says nothing any more.
    """

    __slots__ = ("__weakref__", "ended", "providers", "serial")

    def __init__(self, serial: int, providers: Mapping[Key, Provider]) -> None:
        self.serial = serial
        self.providers = providers
        self.ended = False
