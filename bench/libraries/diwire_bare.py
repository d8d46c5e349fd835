"""diwire as fast as it goes: no locks, no automatic registration, no context variable; what it promises shrinks so."""

from __future__ import annotations

from diwire import DependencyRegistrationPolicy, LockMode, MissingPolicy

from bench.libraries import diwire

diwire.OPTIONS.update(
    lock_mode=LockMode.NONE,
    missing_policy=MissingPolicy.ERROR,
    dependency_registration_policy=DependencyRegistrationPolicy.IGNORE,
    use_resolver_context=False,
)


def __getattr__(name: str) -> object:
    """Offer what diwire offers."""
    return getattr(diwire, name)
