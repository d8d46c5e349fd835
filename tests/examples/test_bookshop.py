"""The bookshop: its tour passes, it stays open for a browser, and it says so when something is not as promised."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from examples.bookshop.__main__ import open_shop
from examples.bookshop.app import create_container
from examples.bookshop.customers import Discount
from examples.bookshop.journal import Journal
from examples.bookshop.notifying import Mailer

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-W", "error", "-m", "examples.bookshop"]
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in {"TOUR", "PORT"}}
FACTS = """
the index came, and no service was made
the first reader had the database set up
a session was opened, committed and closed
the second reads the same, and nothing was made
Ada: Slack, 10 percent off
Grace: email, no discount
the mailer was connected once, for both
nobody: refused and rolled back
the login and the order desk shared one session
Ada heard of it after the commit
her invoice has the discount
20 readers, one session
all of them see the stock after the sale
four copies of Emma were taken
the transaction was rolled back
Grace was told why
she can have all four now
one mail came, for the order that counts
the page had returned, yet the client got a 500
its id is on the 500 too
the session was rolled back
the same review, sent again, is a 201
Grace was thanked for that one only
the order was taken all the same
the first attempt failed
the second brought the mail
who has it is told so, and nothing was read
after the next review it is read anew
the last label was sent before the commit
then the session was committed and closed
every book has a label
the session was rolled back and closed
the last label was never made
two copies of Orlando
the stream ended when its reader left
Ada heard Grace come in and speak
what she said was a transaction of its own
nobody may come in without a name
the message names what is missing and who needs it
mailer, engine and folder were closed in this order
each had been made once
every session was closed
"""


@pytest.fixture(scope="module")
def tour() -> subprocess.CompletedProcess[str]:
    """The tour as `make demo TOUR=1` takes it."""
    return subprocess.run(
        COMMAND, cwd=ROOT, env={**ENVIRONMENT, "TOUR": "1"}, capture_output=True, text=True, check=False, timeout=50
    )


def test_tour_ends_well_and_without_a_warning(tour):
    """W1 - W4, W6, W8 - W12: the demo is a real server with real requests."""
    assert tour.returncode == 0, tour.stdout + tour.stderr
    assert tour.stderr == ""
    assert tour.stdout.endswith("\nEvery fact holds.\n")


def test_tour_states_every_fact_and_finds_it_true(tour):
    """L20, L23, L25, W1 - W4, W6, W8 - W12, C7."""
    assert re.findall(r"^ +ok: (.*)$", tour.stdout, flags=re.MULTILINE) == FACTS.strip().splitlines()
    assert "NOT SO" not in tour.stdout


def test_every_step_of_the_tour_says_what_it_shows(tour):
    titles = re.findall(r"^ ?(\d+)\. (.+)\.$", tour.stdout, flags=re.MULTILINE)

    assert [int(number) for number, _ in titles] == [*range(1, 16)]


def test_tour_shows_a_transaction_opened_used_rolled_back_and_closed(tour):
    lines = [line.strip(" |") for line in tour.stdout.splitlines()]

    at = lines.index("session 7 opened")
    assert lines[at : at + 4] == ["session 7 opened", "4 x emma taken", "session 7 rolled back", "session 7 closed"]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_shop_stays_open_for_a_browser_until_it_is_interrupted():
    """L25, W1: without TOUR=1; Ctrl-C closes what lived as long as the shop."""
    with subprocess.Popen(
        COMMAND, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as shop:
        assert shop.stdout is not None
        try:
            url = next(found[0] for line in shop.stdout if (found := re.findall(r"Look around at (\S+) ", line)))
            with httpx2.Client(base_url=url) as browser:
                index = browser.get("/").text
                answers = {link: browser.get(link).status_code for link in re.findall(r'href="(/[^"]*)"', index)}
                journal = browser.get("/journal").text
        finally:
            shop.send_signal(signal.SIGINT)
        rest, complaints = shop.communicate(timeout=20)

    assert len(answers) >= 4
    assert {link for link, status in answers.items() if status != 200} == {"/me"}
    assert "mailer connected" in journal
    assert complaints == ""
    assert rest.endswith("\nEvery fact holds.\n")
    assert shop.returncode == 0


def test_tour_fails_in_a_shop_that_does_not_keep_a_promise(capsys):
    """A tour that could not fail would prove nothing."""
    container = create_container(Journal())
    container.unregister(Discount)
    container.add_scoped(Discount, give_no_discount)

    assert asyncio.run(open_shop(container, stay=False)) is False

    told = capsys.readouterr().out
    assert re.findall(r"NOT SO: (.*)", told) == [
        "Ada: Slack, 10 percent off",
        "Ada heard of it after the commit",
        "her invoice has the discount",
    ]
    assert told.endswith("\n3 facts did not hold.\n")


def test_shop_that_cannot_open_says_why(capsys):
    """W6, L27."""
    container = create_container(Journal())
    container.unregister(Mailer)

    assert asyncio.run(open_shop(container, stay=True)) is False

    told = capsys.readouterr().out
    assert "The shop did not stay open.\n" in told
    assert "`Mailer` is not registered, but `EmailNotifier` needs it" in told


def give_no_discount() -> Discount | None:
    return None
