"""`check_dependencies`: what a container lacks, all of it at once."""

import pytest

from tests.spec.providers.parts import Photo, User
from wireworks.errors import ServiceGraphError, ServiceNotFoundError
from wireworks.providers import Configuration, Container, DeclarativeContainer, Dependency, Factory, Singleton


class Services(DeclarativeContainer):
    config = Configuration()
    photo = Dependency(instance_of=Photo)
    users = Singleton(User, config.name, photo)


def test_everything_that_is_lacking_is_told_at_once() -> None:
    """L27: dependencies that are not set, and values that providers take."""

    class Api(DeclarativeContainer):
        config = Configuration(default={"here": 1})
        mailer = Dependency(instance_of=Photo)
        unused = Dependency(default=1)
        users = Factory(User, config.name, config.here)
        ports = Factory(User, config.db.port.as_int(), config.db.host.default("localhost"))
        inner = Container(Services)

    api = Api()
    with pytest.raises(ServiceGraphError) as caught:
        api.check_dependencies()
    assert caught.value.message == "The container `Api` has 5 problems."
    assert sorted(problem.what for problem in caught.value.exceptions) == [
        "`Api.config.db.port` is not configured.",
        "`Api.config.name` is not configured.",
        "`Api.mailer` is not set.",
        "`Services.config.name` is not configured.",
        "`Services.photo` is not set.",
    ]
    api.inner.config.from_dict({"name": 1})
    api.config.from_dict({"name": 1, "db": {"port": 1}})
    with api.mailer.override(Photo()):
        with pytest.raises(ServiceGraphError, match="has 1 problem"):
            api.check_dependencies()
        with api.inner.photo.override(Photo()):
            api.check_dependencies()
        with api.inner.users.override(None), pytest.raises(ServiceGraphError):
            api.check_dependencies()
    with pytest.raises(ServiceNotFoundError):
        api.mailer()
