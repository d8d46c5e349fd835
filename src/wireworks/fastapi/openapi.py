"""What an app's own OpenAPI document cannot say, added to it (W14)."""

from __future__ import annotations

import threading
import warnings
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial, reduce
from typing import Any, TypeAlias, cast

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.security.base import SecurityBase
from starlette.types import Lifespan

from wireworks.adapters import ServiceError
from wireworks.fastapi._document import Document, OverwriteError, merged, repeated, unresolved

__all__ = ("customize_openapi",)

_Scheme: TypeAlias = SecurityBase | Mapping[str, Any]
_Requirement: TypeAlias = str | Mapping[str, Sequence[str]]


def customize_openapi(
    app: FastAPI,
    *,
    security: Mapping[str, _Scheme] | None = None,
    require: Sequence[_Requirement] = (),
    servers: Sequence[Mapping[str, Any]] = (),
    tags: Sequence[Mapping[str, Any]] = (),
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Add to the OpenAPI document of ``app`` without losing anything of it.

    What is said here is merged into the document that FastAPI makes, whenever it makes one: later routes are in it.
    Each call adds. When the app starts, the document is made once, so that mistakes are told then.

    Args:
        app: whose document it is.
        security: schemes by name, each one of ``fastapi.security`` or a mapping as OpenAPI writes it.
        require: any of these lets in where an operation says nothing: a name, or names needed together, with scopes.
        servers: as OpenAPI writes them; known by their ``url``.
        tags: as OpenAPI writes them; known by their ``name``.
        extra: any other part of a document.

    Raises:
        ServiceError: when the document is made: something stands there already and is not the same, a scheme is asked
            for that nobody describes, or two operations have one id.

    Example:
        >>> from fastapi import FastAPI
        >>> from fastapi.security import HTTPBearer
        >>> app = FastAPI()
        >>> customize_openapi(app, security={"bearer": HTTPBearer(bearerFormat="JWT")}, require=["bearer"])
        >>> app.openapi()["components"]["securitySchemes"]
        {'bearer': {'type': 'http', 'scheme': 'bearer', 'bearerFormat': 'JWT'}}

    Source: W14.
    """
    addition = reduce(partial(_added, app), _parts(security or {}, require, servers, tags), extra or {})
    app.openapi = _Customized(app, addition)  # type: ignore[method-assign]  # FastAPI's documented way
    app.router.lifespan_context = _checked(app.router.lifespan_context)


def _parts(
    security: Mapping[str, _Scheme],
    require: Sequence[_Requirement],
    servers: Sequence[Mapping[str, Any]],
    tags: Sequence[Mapping[str, Any]],
) -> tuple[Mapping[str, Any], ...]:
    schemes = {name: _scheme(each) for name, each in security.items()}
    return (
        {"components": {"securitySchemes": schemes}} if schemes else {},
        {"security": [{each: []} if isinstance(each, str) else each for each in require]} if require else {},
        {"servers": list(servers)} if servers else {},
        {"tags": list(tags)} if tags else {},
    )


class _Customized:
    """Make the document of an app; known by the app as its ``openapi``."""

    def __init__(self, app: FastAPI, addition: Mapping[str, Any]) -> None:
        self._app = app
        self._native: Callable[[], Document] = app.openapi
        self._addition = addition
        self._lock = threading.Lock()
        self._seen: Document | None = None
        self._made: Document = {}

    def __call__(self) -> Document:
        """Return the document; a new one only if the native one is."""
        with self._lock, warnings.catch_warnings():
            # FastAPI warns of it, and here it is an error.
            warnings.filterwarnings("ignore", message="Duplicate Operation ID")
            native = self._native()
            if native is not self._seen:
                self._made = _added(self._app, native, self._addition)
                _refuse_faults(self._app, self._made)
                self._seen = native
            return self._made


def _checked(own: Lifespan[Any]) -> Lifespan[Any]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[Any, None]:
        app.openapi()
        async with own(app) as state:
            yield state

    return lifespan


def _scheme(scheme: _Scheme) -> Document:
    if isinstance(scheme, SecurityBase):
        return cast("Document", jsonable_encoder(scheme.model, by_alias=True, exclude_none=True))
    return dict(scheme)


def _added(app: FastAPI, document: Mapping[str, Any], addition: Mapping[str, Any]) -> Document:
    try:
        return merged(document, addition)
    except OverwriteError as error:
        raise ServiceError(
            f"The OpenAPI document of `{app.title}` has `{error.where}` already: {error.old!r}, not {error.new!r}.",
            fix="say it in one place, or give it another name.",
            see="openapi",
        ) from None


def _refuse_faults(app: FastAPI, document: Document) -> None:
    for name, places in unresolved(document).items():
        raise ServiceError(
            f"The security scheme `{name}` is asked for in the OpenAPI document of `{app.title}`"
            f" ({_some(places)}), and described nowhere.",
            fix=f"`customize_openapi(app, security={{{name!r}: ...}})`.",
            see="openapi",
        )
    for name, places in repeated(document).items():
        raise ServiceError(
            f"`{name}` is the id of several operations of `{app.title}`: {_some(places)}.",
            fix="give each an `operation_id` of its own.",
            see="openapi",
        )


def _some(places: Sequence[str]) -> str:
    told = ", ".join(f"`{place}`" if place[:1].isupper() else place for place in places[:3])
    return told + (f" and {len(places) - 3} more" if len(places) > 3 else "")  # noqa: PLR2004 - as many as are told
