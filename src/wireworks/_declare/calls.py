"""Factories that say what their callers pass: as ``Factory[T, [int, str]]``, or as a protocol (L15)."""

from __future__ import annotations

from types import MethodType
from typing import Any, get_origin

from wireworks._declare.annotations import NOWHERE, evaluated
from wireworks._declare.conform import attributes_of, is_protocol, methods_of
from wireworks._declare.declared import declared_by, making_of
from wireworks._declare.signature import signature_of
from wireworks._declare.variables import bindings_of
from wireworks._model.parameter import Call, Making, Request, Wants


def call_of(service: Any) -> Request | None:
    """Return what a protocol of nothing but ``__call__`` asks for: a factory of what that returns."""
    cls = get_origin(service) or service
    if not isinstance(cls, type) or not is_protocol(cls):
        return None
    if methods_of(cls) != ["__call__"] or attributes_of(cls):
        return None
    # As a method of the class it is read in the right place, and without `self`.
    call = MethodType(getattr(cls, "__call__"), cls)  # noqa: B004, B009 - the method itself is wanted, unbound
    product = declared_by(call).request
    if product is None or product.wants is not Wants.SERVICE:
        return None
    bindings = bindings_of(service)
    key = product.key._replace(service=evaluated(product.key.service, NOWHERE._replace(bindings=bindings)))
    signature = signature_of(call, bindings)
    wants = Wants.ASYNC_FACTORY if making_of(call) is Making.AWAIT else Wants.FACTORY
    return Request(key, wants, call=Call(signature.parameters, service, signature.open_keywords))
