"""What the tests of providers wire together."""

from __future__ import annotations


class Photo:
    """Something that is made, of one kind or another."""

    def __init__(self, kind: str = "real") -> None:
        self.kind = kind


class Fake(Photo):
    """Something that stands in for a photo."""

    def __init__(self, kind: str = "fake") -> None:
        super().__init__(kind)


class User:
    """Something that needs a photo."""

    def __init__(self, name: str = "nobody", photo: object = None) -> None:
        self.name = name
        self.photo = photo
        self.seen: list[object] = []

    def see(self, value: object) -> None:
        """Remember a value."""
        self.seen.append(value)
