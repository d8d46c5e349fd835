"""L30: a service may be called what the written module calls something of its own."""

from tests.spec.ahead.wirings.called import Everything, Guest, container


def test_services_are_made_whatever_they_are_called(compiled) -> None:
    """No name of the module stands for two things."""
    with compiled(container, "tests.spec.ahead.wirings.called:container").Singletons() as app:
        app.start()
        made = [type(part) for part in app.everything().parts]
        assert made == [type(part) for part in container.get(Everything).parts]
        with app.session_scope() as session:
            assert type(session.guest()) is Guest
