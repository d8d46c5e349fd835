"""L17, L18: a factory that is called often is written out; nothing but its speed changes."""

import asyncio
import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from copy import copy

import pytest

from wireworks import Attribute, Delegate, Factory, KwArg, Method
from wireworks.errors import ServiceAsyncError, ServiceParameterError
from wireworks.providers import Coroutine, Dependency, Object, Selector, Singleton

OFTEN = range(4)
pytestmark = pytest.mark.usefixtures("written_when")


class Photo:
    def __init__(self, kind: str = "real") -> None:
        self.kind = kind


class User:
    def __init__(self, /, *args: object, **kwargs: object) -> None:
        self.args = args
        self.kwargs = kwargs

    def remember(self, value: object) -> None:
        self.remembered = value


def test_calls_of_every_shape_take_turns() -> None:
    """L17: what was written for some calls is not meant for others."""
    users = Factory(User, 1, KwArg("name", "ada"))
    for _ in OFTEN:
        assert (users().args, users().kwargs) == ((1,), {"name": "ada"})
        assert (users(2).args, users(2, 3).args) == ((1, 2), (1, 2, 3))
        assert users(name="bob").kwargs == {"name": "bob"}
        assert users(city="x").kwargs == {"name": "ada", "city": "x"}
        mixed = users(2, city="x")
        assert (mixed.args, mixed.kwargs) == ((1, 2), {"name": "ada", "city": "x"})


def test_any_number_of_shapes_is_served() -> None:
    """L17: also more than are worth writing."""
    totals = Factory(lambda *numbers: sum(numbers), 1)
    for _ in OFTEN:
        assert [totals(*range(count)) for count in range(30)] == [1 + sum(range(count)) for count in range(30)]


@pytest.mark.parametrize(
    "name",
    ["now", "next", "dict", "argument", "more", "others", "other", "clock", "error", "make_user", "MISSING", "id",
     "class", "two words", "größe", "__debug__", "_", "self", "User", "value", "None"],
)  # fmt: skip
def test_callers_may_use_any_name(name: str) -> None:
    """L17: also one that generated code may want for itself."""
    users = Factory(User, object(), KwArg("photo", Factory(Photo)))
    for number in OFTEN:
        user = users(**{name: number})
        assert user.kwargs[name] == number
        assert user.kwargs.keys() == {"photo", name}


def test_everything_is_made_in_the_order_written() -> None:
    """L17: arguments, then attributes and methods, then the object, and then they are set."""
    log: list[object] = []

    def noted(name: str) -> Factory[str]:
        def note() -> str:
            log.append(name)
            return name

        return Factory(note)

    class Noting(User):
        def __init__(self, *args: object, **kwargs: object) -> None:
            log.append("made")
            super().__init__(*args, **kwargs)

        def remember(self, value: object) -> None:
            log.append(f"remember {value}")

        def __setattr__(self, name: str, value: object) -> None:
            if name not in {"args", "kwargs"}:
                log.append(f"set {value}")

    steps = Method("remember", noted("2")), Attribute("a", noted("3"))
    users = Factory(Noting, noted("1"), *steps, KwArg("k", noted("4")), Factory(User))
    for _ in OFTEN:
        log.clear()
        users()
        assert log == ["1", "4", "3", "2", "made", "set 3", "remember 2"]


def test_delegate_keeps_following_its_factory() -> None:
    """L17, L18."""
    photos = Factory(Photo)
    users = Factory(User, Delegate(photos))
    for _ in OFTEN:
        assert users().args == (photos,)
        assert users().args[0]().kind == "real"
        with photos.override(Object(1)):
            assert users().args[0]() == 1


def test_what_is_kept_or_chosen_is_asked_each_time() -> None:
    """L17: inside a factory as elsewhere."""
    singles, name, placeholder = Singleton(Photo), Object("a"), Dependency(instance_of=int, default=7)
    chosen = Selector(name, a=singles, b=Factory(Photo, "b"))
    users = Factory(User, singles, chosen, placeholder, name)
    for _ in OFTEN:
        first, second = users(), users()
        assert first.args == second.args == (singles(), singles(), 7, "a")
    singles.reset()
    assert users().args[0] is not first.args[0]
    with name.override(Object("b")), placeholder.override(Object(8)):
        assert (users().args[1].kind, users().args[2:]) == ("b", (8, "b"))


def test_errors_come_out_as_they_are() -> None:
    """L17: of the constructor, and of arguments that it does not take."""
    users = Factory(Photo, "round")
    for _ in OFTEN:
        assert users().kind == "round"
        with pytest.raises(TypeError, match=r"Photo\.__init__\(\)|__init__"):
            users("more")
        with pytest.raises(TypeError, match="got an unexpected keyword argument 'size'"):
            users(size=1)


def test_keyword_for_what_is_injected_is_refused_each_time() -> None:
    """L17: it would reach nobody."""

    def user(photo: Photo) -> Photo:
        return photo

    users = Factory(user, photo=Factory(Photo))
    for _ in OFTEN:
        with pytest.raises(ServiceParameterError, match="photo__kind"):
            users(photo__kind="x")


def test_deep_chains_are_made_however_often() -> None:
    """L18: depth alone is no cycle."""
    factory = Factory(User)
    for _ in range(1000):
        factory = Factory(User, factory)
    for _ in OFTEN:
        user, depth = factory(), 0
        while user.args:
            user, depth = user.args[0], depth + 1
        assert depth == 1000


def test_large_graphs_are_made_however_often() -> None:
    """L17: what is too much for one function is left to others."""
    photos = Factory(Photo)
    wide = Factory(User, *[Factory(User, *[photos] * 10)] * 10)
    for _ in OFTEN:
        made = [photo for user in wide().args for photo in user.args]
        assert len({id(photo) for photo in made}) == 100


def test_factory_remains_a_factory() -> None:
    """L17: whatever it looks like inside."""
    users = Factory(User, 1)
    for _ in OFTEN:
        assert users(2).args == (1, 2)
        assert isinstance(users, Factory)
        assert repr(users) == "Factory(User)"
        assert copy(users)(3).args == (1, 3)


def test_subclass_of_a_users_own_says_what_a_call_does() -> None:
    """L17."""

    class Counting(Factory[User]):
        calls = 0

        def __call__(self, /, *args: object, **kwargs: object) -> User:
            type(self).calls += 1
            return super().__call__(*args, **kwargs)

    users = Counting(User, 1)
    for _ in OFTEN:
        assert users(2).args == (1, 2)
    assert Counting.calls == len(OFTEN)


def test_method_taken_from_a_factory_goes_on() -> None:
    """L17: also one that was taken before."""
    users = Factory(User, 1)
    call = users.__call__
    for _ in OFTEN:
        assert call(2).args == users.__call__(2).args == (1, 2)
        assert users.__call__(name=3).kwargs == {"name": 3}


def test_threads_may_call_it_from_the_beginning() -> None:
    """L26."""
    users = Factory(User, Factory(Photo))
    with ThreadPoolExecutor(4) as pool:
        made = [*pool.map(users, range(400))]
    assert sorted(user.args[1] for user in made) == [*range(400)]
    assert len({id(user.args[0]) for user in made}) == 400


def test_factory_is_freed_when_nobody_has_it() -> None:
    """L17."""
    users = Factory(User, 1)
    for _ in OFTEN:
        users(2)
    freed = weakref.ref(users)
    del users
    gc.collect()
    assert freed() is None


def test_await_does_what_a_call_does() -> None:
    """L17."""
    users = Factory(User, Factory(Photo))
    for number in OFTEN:
        assert users(number).args[1] == asyncio.run(users.aget(number)).args[1] == number


def test_what_takes_await_is_refused_each_time() -> None:
    """L17: in sync code, before anything is made."""

    async def photo() -> Photo:
        return Photo()

    made: list[object] = []
    users = Factory(User, Factory(made.append, 1), Coroutine(photo))
    for _ in OFTEN:
        with pytest.raises(ServiceAsyncError):
            users()
        assert made == []
        assert asyncio.run(users.aget()).args[1].kind == "real"
        made.clear()
