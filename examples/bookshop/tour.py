"""A tour of the running shop: each step sends real requests, shows what they did, and checks it."""

from __future__ import annotations

import asyncio
from errno import ENOSPC
from http import HTTPStatus

from sqlalchemy import event
from sqlalchemy.orm import Session
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from examples.bookshop.app import create_app, create_container
from examples.bookshop.guide import Guide, sessions
from examples.bookshop.journal import Journal
from examples.bookshop.notifying import Mailer
from wireworks.errors import ServiceGraphError

DONE = ["opened", "committed", "closed"]
UNDONE = ["opened", "rolled back", "closed"]
READERS = 20


async def show_around(guide: Guide) -> None:
    """Take every step through the open shop."""
    for step in STEPS:
        await step(guide)


async def nothing_in_advance(guide: Guide) -> None:
    guide.announce("Nothing is made before somebody needs it.")
    answer, _ = await guide.visit("GET", "/")
    guide.expect("the index came, and no service was made", holds=answer.is_success and not guide.journal.lines)


async def a_catalogue(guide: Guide) -> None:
    guide.announce("The catalogue is read once; then the cache answers.")
    first, made = await guide.visit("GET", "/books")
    second, again = await guide.visit("GET", "/books")
    guide.expect("the first reader had the database set up", holds=made[:2] == ["folder made", "engine opened"])
    guide.expect("a session was opened, committed and closed", holds=sessions(made) == DONE)
    guide.expect("the second reads the same, and nothing was made", holds=first.text == second.text and not again)


async def two_customers(guide: Guide) -> None:
    guide.announce("The notifier is chosen for each user, and a discount may be None.")
    ada, _ = await guide.visit("GET", "/me?user=ada")
    grace, events = await guide.visit("GET", "/me?user=grace")
    nobody, refused = await guide.visit("GET", "/me?user=nobody")
    guide.expect("Ada: Slack, 10 percent off", holds=[*ada.json().values()] == ["ada", "SlackNotifier", 10])
    guide.expect("Grace: email, no discount", holds=[*grace.json().values()] == ["grace", "EmailNotifier", None])
    guide.expect("the mailer was connected once, for both", holds="mailer connected" not in events)
    refusal = nobody.status_code == HTTPStatus.UNAUTHORIZED
    guide.expect("nobody: refused and rolled back", holds=refusal and sessions(refused) == UNDONE)


async def an_order(guide: Guide) -> None:
    guide.announce("A request is one transaction, committed before the answer is sent.")
    basket = {"emma": 1, "orlando": 2}
    answer, events = await guide.visit("POST", "/orders?user=ada", basket=basket, until="slack to")
    guide.expect("the login and the order desk shared one session", holds=sessions(events) == DONE)
    guide.expect("Ada heard of it after the commit", holds=events[-1] == "slack to @ada: your order costs 2610")
    guide.expect("her invoice has the discount", holds=answer.json() == {"total": 2610, "off": 290, "postage": 0})


async def many_readers(guide: Guide) -> None:
    guide.announce("Many ask for a catalogue that was forgotten: it is made once for all.")
    before = len(guide.journal.lines)
    answers = await asyncio.gather(*(guide.client.get("/books") for _ in range(READERS)))
    events = guide.journal.lines[before:]
    outcomes = {str(answer.status_code) for answer in answers}
    guide.show(f"GET /books, {READERS} times at once", ", ".join(outcomes), events)
    guide.expect(f"{READERS} readers, one session", holds=sessions(events) == DONE)
    stock = {answer.json()[0]["stock"] for answer in answers}
    guide.expect("all of them see the stock after the sale", holds=stock == {4})


async def a_failed_order(guide: Guide) -> None:
    guide.announce("A failed order leaves nothing behind, though its error became a polite answer.")
    answer, events = await guide.visit("POST", "/orders?user=grace", basket={"emma": 4, "middlemarch": 99})
    guide.expect("four copies of Emma were taken", holds="4 x emma taken" in events)
    guide.expect("the transaction was rolled back", holds=sessions(events) == UNDONE)
    guide.expect("Grace was told why", holds="99 copies of middlemarch" in answer.text)
    again, sold = await guide.visit("POST", "/orders?user=grace", basket={"emma": 4}, until="mail to")
    guide.expect("she can have all four now", holds=again.json() == {"total": 3600, "off": 0, "postage": 0})
    guide.expect("one mail came, for the order that counts", holds=mails(guide.journal) == sold[-1:])


async def a_failed_commit(guide: Guide) -> None:
    guide.announce("A commit that fails is an error, never a 201 with nothing stored.")
    path = "/books/emma/reviews?user=grace&text=lovely"
    event.listen(Session, "before_commit", disk_full, once=True)
    lost, events = await guide.visit("POST", path, headers={"X-Request-ID": "review-of-grace"}, until="logged")
    failure = lost.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    guide.expect("the page had returned, yet the client got a 500", holds=failure)
    guide.expect("its id is on the 500 too", holds=lost.headers["X-Request-ID"] == "review-of-grace")
    guide.expect("the session was rolled back", holds=sessions(events) == UNDONE)
    kept, _ = await guide.visit("POST", path, until="thank you")
    guide.expect("the same review, sent again, is a 201", holds=kept.status_code == HTTPStatus.CREATED)
    thanks = [line for line in guide.journal.lines if "thank you" in line]
    guide.expect("Grace was thanked for that one only", holds=len(thanks) == 1)


async def a_mail_server_that_hangs_up(guide: Guide) -> None:
    guide.announce("What is done behind the customer's back is tried again.")
    (await guide.container.aget(Mailer)).hangs_up = True
    answer, events = await guide.visit("POST", "/orders?user=grace", basket={"orlando": 1}, until="mail to")
    guide.expect("the order was taken all the same", holds=answer.status_code == HTTPStatus.CREATED)
    guide.expect("the first attempt failed", holds="the mail server hung up" in events[-2])
    guide.expect("the second brought the mail", holds="your order costs 1300" in events[-1])


async def kept_answers(guide: Guide) -> None:
    guide.announce("An answer is kept until something changes it.")
    first, _ = await guide.visit("GET", "/reviews")
    known = {"If-None-Match": first.headers["ETag"]}
    again, made = await guide.visit("GET", "/reviews", headers=known)
    guide.expect(
        "who has it is told so, and nothing was read", holds=again.status_code == HTTPStatus.NOT_MODIFIED and not made
    )
    await guide.visit("POST", "/books/orlando/reviews?user=ada&text=strange", until="thank you")
    changed, _ = await guide.visit("GET", "/reviews", headers=known)
    guide.expect("after the next review it is read anew", holds="strange" in changed.text)


async def a_stream(guide: Guide) -> None:
    guide.announce("A stream keeps its session to the end.")
    answer, events = await guide.visit("GET", "/labels.csv")
    guide.expect("the last label was sent before the commit", holds=events[1] == "last label sent")
    guide.expect("then the session was committed and closed", holds=sessions(events) == DONE)
    titles = [label.split(",")[0] for label in answer.text.splitlines()]
    guide.expect("every book has a label", holds=titles == ["title", "Emma", "Middlemarch", "Orlando"])


async def a_reader_who_leaves(guide: Guide) -> None:
    guide.announce("A client that hangs up half-way ends the stream, and the session with it.")
    before = len(guide.journal.lines)
    path = "/labels.csv?sheets=1000"
    async with guide.client.stream("GET", path) as answer:
        first = await anext(answer.aiter_lines())
    await guide.hear("closed", before)
    events = guide.journal.lines[before:]
    guide.show(f"GET {path}", f"200, left after {first!r}", events)
    guide.expect("the session was rolled back and closed", holds=sessions(events) == UNDONE)
    guide.expect("the last label was never made", holds="last label sent" not in events)


async def what_is_sold(guide: Guide) -> None:
    guide.announce("Who follows the sales hears of each, after its commit.")
    before = len(guide.journal.lines)
    async with guide.client.stream("GET", "/sales") as answer:
        await guide.hear("somebody follows", before)
        await guide.visit("POST", "/orders?user=ada", basket={"orlando": 2})
        heard = await anext(line async for line in answer.aiter_lines() if line.startswith("data:"))
    await guide.hear("nobody follows", before)
    guide.show("GET /sales", f"200, left after {heard!r}", guide.journal.lines[-1:])
    guide.expect("two copies of Orlando", holds=heard == 'data: {"book":"orlando","copies":2}')
    guide.expect("the stream ended when its reader left", holds="nobody follows the sales" in guide.journal.lines)


async def a_reading_room(guide: Guide) -> None:
    guide.announce("Readers of a book talk to each other.")
    before = len(guide.journal.lines)
    room = str(guide.client.base_url.copy_with(scheme="ws", path="/books/emma/room"))
    async with connect(f"{room}?user=ada") as ada, connect(f"{room}?user=grace") as grace:
        said = [await ada.recv(), await ada.recv()]
        await grace.send("Poor Miss Bates.")
        said += [await ada.recv(), await grace.recv(), await grace.recv()]
    guide.show("WebSocket /books/emma/room", "two readers", [str(line) for line in said])
    heard = ["ada came in", "grace came in", "grace: Poor Miss Bates."]
    guide.expect("Ada heard Grace come in and speak", holds=said[:3] == heard)
    guide.expect("what she said was a transaction of its own", holds=sessions(guide.journal.lines[before:]) == DONE)
    try:
        async with connect(room):
            refused = 0
    except InvalidStatus as refusal:
        refused = refusal.response.status_code
    guide.expect("nobody may come in without a name", holds=refused in {401, 403})


async def a_wiring_mistake(guide: Guide) -> None:
    guide.announce("A mistake in the wiring is found when the application starts.")
    container = create_container(Journal())
    container.unregister(Mailer)
    app = create_app(container)
    try:
        async with app.router.lifespan_context(app):
            said = ""
    except ServiceGraphError as error:
        said = str(error)
    guide.show("a shop without a mailer", "did not start" if said else "started", said.splitlines())
    guide.expect("the message names what is missing and who needs it", holds="`EmailNotifier` needs it" in said)


def closing_time(guide: Guide) -> None:
    """Look back from outside the closed shop."""
    guide.announce("What lived as long as the shop was closed with it, newest first.")
    lines = guide.journal.lines
    last = lines[-3:]
    guide.show("the shop was closed", "", last)
    order = ["mailer disconnected", "engine closed", "folder removed"]
    guide.expect("mailer, engine and folder were closed in this order", holds=last == order)
    made = [lines.count(line) for line in ("folder made", "engine opened", "mailer connected")]
    guide.expect("each had been made once", holds=made == [1, 1, 1])
    ends = sessions(lines)
    guide.expect("every session was closed", holds=ends.count("opened") == ends.count("closed"))
    print(f"\n{guide.failures} facts did not hold." if guide.failures else "\nEvery fact holds.")


def disk_full(_: Session) -> None:
    raise OSError(ENOSPC, "the disk is full")


def mails(journal: Journal) -> list[str]:
    return [line for line in journal.lines if line.startswith("mail to")]


STEPS = (
    nothing_in_advance,
    a_catalogue,
    two_customers,
    an_order,
    many_readers,
    a_failed_order,
    a_failed_commit,
    a_mail_server_that_hangs_up,
    kept_answers,
    a_stream,
    a_reader_who_leaves,
    what_is_sold,
    a_reading_room,
    a_wiring_mistake,
)
