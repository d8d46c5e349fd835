"""Keys: ``prefix:version:namespace:identifier[:hash of params]``, each part escaped, so that none reaches another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias
from uuid import UUID

from wireworks.cache._errors import CacheKeyError
from wireworks.cache._fingerprint import fingerprint
from wireworks.cache._glob import parse_glob

Identifier: TypeAlias = str | int | UUID
"""What names a value inside its namespace; ``7`` and ``"7"`` name the same one."""

# The separator, glob characters and the escape itself; braces too, as they choose the slot of a key in a cluster.
_SPECIAL: Final = re.compile(r"[%:*?\[\]\\{}]")
_MOST_TAGS: Final = 255
_ESCAPED: Final = re.compile(r"%([0-9A-F]{2})")


def escape(text: str) -> str:
    """Write ``text`` without separators and glob characters; different texts stay different."""
    return _SPECIAL.sub(lambda special: f"%{ord(special[0]):02X}", text)


def unescape(text: str) -> str:
    """Read what :func:`escape` wrote."""
    return _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), text)


@dataclass(frozen=True, slots=True)
class KeySpace:
    """The keys of one namespace.

    Attributes:
        base: what every key of the namespace begins with and no other key does, up to and with the last separator.
        generation: the key of its generation. With a brace in it, it is no key of a value.
        tags: what the keys of the generations of tags begin with; namespaces of one prefix and version share them.
    """

    base: str
    generation: bytes
    tags: bytes

    def key(self, identifier: object, params: Mapping[str, object] | None = None) -> bytes:
        """Name the place of one value.

        Args:
            identifier: a text, an ``int`` or a ``UUID``.
            params: tell apart values of one identifier; none and an empty mapping are the same.

        Raises:
            CacheKeyError: for an identifier or a parameter of another type.

        Source: C1, C6.
        """
        if type(identifier) is str and not params and _SPECIAL.search(identifier) is None:
            return encoded(self.base + identifier)
        if isinstance(identifier, bool) or not isinstance(identifier, str | int | UUID):
            what = f"Expected an identifier (`str`, `int` or `UUID`), got `{type(identifier).__qualname__}`."
            raise CacheKeyError(
                what, fix="pass the text that names the value, and what else tells it apart as `params`."
            )
        key = self.base + escape(str(identifier))
        return encoded(f"{key}:{fingerprint(_mapping(params))}" if params else key)

    def name(self, key: bytes) -> str | None:
        """Give the identifier in a key of this namespace; ``None`` if parameters tell it apart as well."""
        rest = decoded(key)[len(self.base) :]
        return None if ":" in rest else unescape(rest)

    def tag_key(self, tag: bytes) -> bytes:
        """Name the generation of a tag."""
        return self.tags + tag

    def search(self, pattern: str) -> tuple[bytes, Callable[[bytes], bool]]:
        """Find keys by a pattern on what callers see: ``identifier``, or ``identifier:hash`` with parameters.

        Returns:
            A pattern for the store, which may match too much, and a test of single keys, which is exact.

        Source: C6.
        """
        glob = parse_glob(pattern)
        # To callers an escaped separator and the one before a hash look the same.
        wide = self.base + "*".join(escape(piece).replace("%3A", "*") for piece in glob.pieces)
        begin = len(encoded(self.base))

        def accepts(key: bytes) -> bool:
            return self.holds(key) and glob.matches(unescape(decoded(key[begin:])))

        return encoded(wide), accepts

    def holds(self, key: bytes) -> bool:
        """Tell whether a key is one of this namespace."""
        return key.startswith(encoded(self.base))


@lru_cache(maxsize=256)
def key_space(prefix: str, version: str, namespace: str) -> KeySpace:
    """Give the keys of a namespace; services are made for every request, so the few that there are stay at hand."""
    for name, part in (("prefix", prefix), ("version", version), ("namespace", namespace)):
        if not isinstance(part, str):
            what = f"Expected a text as `{name}`, got `{type(part).__qualname__}`."
            raise CacheKeyError(what, fix=f"pass a `str` as `{name}`.")
    shared = f"{escape(prefix)}:{escape(version)}"
    base = f"{shared}:{escape(namespace)}"
    return KeySpace(f"{base}:", encoded(f"gen:{{{base}}}"), encoded(f"gen:{{{shared}}}#"))


def tag_names(tags: Iterable[str]) -> tuple[bytes, ...]:
    """Write the names of tags, each once.

    Raises:
        CacheKeyError: for what is no text, or too many.
    """
    if isinstance(tags, str):
        what = f"Expected tags, got the text {tags!r}."
        raise CacheKeyError(what, fix=f"pass a collection of texts: `tags=[{tags!r}]`.")
    names = dict.fromkeys(tags)
    for name in names:
        if not isinstance(name, str):
            what = f"Expected a text as a tag, got `{type(name).__qualname__}`."
            raise CacheKeyError(what, fix='pass texts: `tags=[f"user:{user_id}"]`.')
    if len(names) > _MOST_TAGS:
        what = f"Expected at most {_MOST_TAGS} tags on a value, got {len(names)}."
        raise CacheKeyError(what, fix="tag it with what is invalidated together.")
    return tuple(encoded(escape(name)) for name in names)


def encoded(text: str) -> bytes:
    """Write a key for the store, lone surrogates among it."""
    return text.encode("utf-8", "surrogatepass")


def decoded(key: bytes) -> str:
    """Read a key of the store, one that somebody else wrote among it."""
    try:
        return key.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return key.decode("utf-8", "backslashreplace")


def _mapping(params: object) -> Mapping[str, object]:
    if not isinstance(params, Mapping):
        what = f"Expected a mapping as `params`, got `{type(params).__qualname__}`."
        raise CacheKeyError(what, fix='pass the parameters by name: `params={"page": 2}`.')
    return params
