"""`ThreadLocal` and `ContextLocal`: made once for each thread, and for each context."""

import asyncio
import contextvars
import gc
import weakref

from tests.spec.providers.parts import Fake, Photo, User
from tests.support.flights import LIMIT, start
from wireworks.providers import ContextLocal, Factory, ThreadLocal


def test_thread_local_is_made_once_for_each_thread() -> None:
    """L17: and those who need it get that of their thread."""
    photos = ThreadLocal(Photo)
    users = Factory(User, photo=photos)
    here = photos()
    there, again = start(lambda: (photos(), users().photo)).result(LIMIT)
    assert there is again
    assert there is not here
    assert photos() is here is users().photo


def test_reset_of_a_thread_local_is_for_this_thread_alone() -> None:
    photos = ThreadLocal(Photo)
    here = photos()

    def elsewhere() -> bool:
        before = photos()
        photos.reset()
        return before is not photos()

    assert start(elsewhere).result(LIMIT)
    assert photos() is here


def test_thread_local_is_made_afresh_under_an_override() -> None:
    """L29."""
    photos = Factory(Photo)
    users = ThreadLocal(User, photo=photos)
    real = users()
    with photos.override(Factory(Fake)):
        assert type(users().photo) is Fake
        assert start(lambda: type(users().photo)).result(LIMIT) is Fake
    assert users() is real


def test_context_local_is_made_once_for_each_task() -> None:
    """L17."""
    photos = ContextLocal(Photo)
    users = Factory(User, photo=photos)

    async def task() -> Photo:
        first = photos()
        await asyncio.sleep(0)
        assert photos() is users().photo is first
        return first

    async def main() -> None:
        one, two = await asyncio.gather(task(), task())
        assert one is not two

    asyncio.run(main())


def test_task_shares_what_was_made_before_it_was_started() -> None:
    """A task has a copy of the context it was started in; a reset is its own affair."""
    photos = ContextLocal(Photo)

    async def task() -> Photo:
        inherited = photos()
        photos.reset()
        assert photos() is photos()
        assert photos() is not inherited
        return inherited

    async def main() -> None:
        before = photos()
        assert await asyncio.create_task(task()) is before
        assert photos() is before

    asyncio.run(main())


def test_async_context_local_is_awaited() -> None:
    async def photo() -> Photo:
        return Photo()

    photos = ContextLocal(photo)

    async def main() -> None:
        assert await photos.aget() is await photos.aget() is photos()

    asyncio.run(main())


def test_what_is_kept_for_a_context_goes_with_it() -> None:
    """No provider keeps the contexts of requests that are over."""
    photos = ContextLocal(Photo)
    context = contextvars.copy_context()
    gone = weakref.ref(context.run(photos))
    assert gone() is not None
    del context
    gc.collect()
    assert gone() is None


def test_what_is_kept_for_a_context_goes_with_its_provider() -> None:
    photos = ContextLocal(Photo)
    gone = weakref.ref(photos())
    del photos
    gc.collect()
    assert gone() is None
