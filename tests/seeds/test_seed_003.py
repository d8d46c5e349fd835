"""The Factory provider document: what its prose says beside its examples."""

import pytest

from wireworks import Attribute, Factory, KwArg, Method


class Photo: ...


class User:
    def __init__(self, main_photo=None):
        self.main_photo = main_photo
        self.seen_by_method = None

    def remember(self, value):
        self.seen_by_method = (value, self.main_photo)


@pytest.mark.parametrize("value", [Photo, Photo(), "text", None, len])
def test_values_that_are_no_factories_are_provided_as_is(value):
    """L17."""
    assert Factory(User, KwArg("main_photo", value))().main_photo is value
    assert Factory(User, Attribute("main_photo", value))().main_photo is value
    assert Factory(User, Method("remember", value))().seen_by_method[0] is value


def test_methods_are_called_after_the_attributes_are_set():
    """L17."""
    users_factory = Factory(User, Method("remember", 1), Attribute("main_photo", "set first"))
    assert users_factory().seen_by_method == (1, "set first")
