"""What the cache raises.

::

    CacheError
    ├── CacheModelError    the model cannot be stored and read back
    ├── CacheValueError    the value is not one of the model, or would not come back as it was
    ├── CacheKeyError      an identifier or a parameter cannot be part of a key
    ├── CacheTTLError      not a time to live
    ├── CacheCycleError    a factory waits for the value that it is making
    ├── CacheLoopError     sync operations in an event loop
    ├── CacheTimeoutError  a value was not made in time
    └── CacheStoreError    the store did not answer, or refused

Only the last one depends on the world outside the program; services raise it with ``strict=True`` alone.
"""

from __future__ import annotations

__all__ = (
    "CacheCycleError",
    "CacheError",
    "CacheKeyError",
    "CacheLoopError",
    "CacheModelError",
    "CacheStoreError",
    "CacheTTLError",
    "CacheTimeoutError",
    "CacheValueError",
)


class CacheError(Exception):
    """Stand above every error of the cache, so that one ``except`` catches them all.

    ``what`` is the first line of the message; ``fix`` says what to change.
    """

    def __init__(self, what: str, *, fix: str) -> None:
        super().__init__(f"{what}\nFix: {fix}")
        self.what = what
        self.fix = fix


class CacheModelError(CacheError, TypeError):
    """Refuse a model whose values would not survive being stored.

    Raised when the service is made, so that a program says so when it starts and not by never hitting.

    Source: C4.
    """


class CacheValueError(CacheError, ValueError):
    """Refuse a value that is not one of the model, or that would come back as something else.

    Source: C4.
    """


class CacheKeyError(CacheError, ValueError):
    """Refuse an identifier or a parameter that has no one spelling in a key.

    Source: C6.
    """


class CacheTTLError(CacheError, ValueError):
    """Refuse a time to live that is not a positive, finite number of seconds.

    Source: C5.
    """


class CacheCycleError(CacheError, RuntimeError):
    """Refuse to wait for a value whose making waits for this very call.

    ``keys`` is the way round: each key is being made by a factory that asked for the next one.

    Source: C7.
    """

    def __init__(self, what: str, *, fix: str, keys: tuple[str, ...]) -> None:
        super().__init__(what, fix=fix)
        self.keys = keys


class CacheLoopError(CacheError, RuntimeError):
    """Refuse to hold up an event loop, where code that is not async was called in one.

    Source: C1.
    """


class CacheTimeoutError(CacheError, TimeoutError):
    """Tell a caller that a value was not made within the ``hard_timeout`` of its service.

    Source: C9.
    """


class CacheStoreError(CacheError):
    """Tell that the store could not be reached, was too slow, or refused a command.

    ``reachable`` is true if an answer came, so that the store is up and only this command failed.

    Source: C11.
    """

    def __init__(self, what: str, *, fix: str, reachable: bool) -> None:
        super().__init__(what, fix=fix)
        self.reachable = reachable
