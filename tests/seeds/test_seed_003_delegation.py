"""The Factory provider document: delegation."""

from wireworks import Delegate, Factory, KwArg


class User(object):
    """Example class User."""

    def __init__(self, photos_factory):
        """Initializer.

        :param photos_factory: objects.providers.Factory
        :return:
        """
        self.photos_factory = photos_factory
        self._main_photo = None
        super(User, self).__init__()

    @property
    def main_photo(self):
        """Return user's main photo."""
        if not self._main_photo:
            self._main_photo = self.photos_factory()
        return self._main_photo


class Photo(object):
    """Example class Photo."""


def test_delegate_method_injects_the_factory_itself():
    """L17."""
    # User and Photo factories:
    photos_factory = Factory(Photo)
    users_factory = Factory(User, KwArg("photos_factory", photos_factory.delegate()))

    # Creating several User objects:
    user1 = users_factory()
    user2 = users_factory()

    # Making some asserts:
    assert isinstance(user1, User)
    assert isinstance(user1.main_photo, Photo)

    assert isinstance(user2, User)
    assert isinstance(user2.main_photo, Photo)

    assert user1 is not user2
    assert user1.main_photo is not user2.main_photo


def test_delegate_wrapper_injects_the_factory_itself():
    """L17: the long way, which the document describes before the short one."""
    photos_factory = Factory(Photo)
    users_factory = Factory(User, KwArg("photos_factory", Delegate(photos_factory)))

    user = users_factory()

    assert isinstance(user.main_photo, Photo)
    assert user.main_photo is user.main_photo
