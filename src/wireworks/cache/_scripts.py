"""What a server does in one step, in Lua. Names and values are passed as keys and arguments, and never written in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from wireworks.cache._line import Command

# A server that stood still does what it was asked before, long after everybody has given it up. A value that it then
# kept would be kept for too long, and a lease would be nobody's.
_IN_TIME: Final = """\
local now = redis.call('TIME')
if now[1] * 1000 + now[2] / 1000 > tonumber(ARGV[#ARGV]) then return redis.error_reply('LATE nobody waits any more') end
"""


class Script:
    """A script, and the name that servers know it by.

    Args:
        name: what to call it when something is the matter.
        text: the script.
        timed: it does nothing if the server comes to it after the time that is its last argument.
    """

    __slots__ = ("name", "sha", "text", "timed")

    def __init__(self, name: str, text: str, *, timed: bool = False) -> None:
        self.name = name
        self.timed = timed
        self.text = (_IN_TIME + text if timed else text).encode()
        self.sha = hashlib.sha1(self.text, usedforsecurity=False).hexdigest().encode()


SET: Final = Script(
    "SET",
    """\
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('UNLINK', KEYS[2])
return 1
""",
    timed=True,
)
"""Keep a value, and end the lease of its key."""

READ: Final = Script(
    "GET",
    """\
local found = {}
for each, key in ipairs(KEYS) do
  local value = redis.call('GET', key)
  found[each] = value and {value, redis.call('PTTL', key)}
end
return found
""",
)
"""Give values, each with the milliseconds that it will be kept."""

ADD: Final = Script(
    "SET",
    """\
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return redis.call('GET', KEYS[1])
""",
)
"""Keep a value if there is none, and give what is there."""

DELETE: Final = Script(
    "UNLINK",
    """\
local count = 0
for each = 1, #KEYS, 2 do
  redis.call('UNLINK', KEYS[each + 1])
  count = count + redis.call('UNLINK', KEYS[each])
end
return count
""",
)
"""Forget keys and their leases, which take turns in the list; count the keys."""

CLAIM: Final = Script(
    "GET",
    """\
local value = redis.call('GET', KEYS[1])
local seen = ARGV[3]
if value and value ~= '' and (seen == '' or string.sub(value, 1, #seen) ~= seen) then return value end
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
""",
    timed=True,
)
"""Give a value that is not empty and does not begin with what was seen; else take the lease if nobody else has it."""

RENEW: Final = Script(
    "PEXPIRE",
    """\
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
""",
)
"""Keep a lease for longer, if it is still the same."""

FILL: Final = Script(
    "SET",
    """\
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('UNLINK', KEYS[2])
return 1
""",
    timed=True,
)
"""Keep a value and give up the lease, if it is still the same."""

RELEASE: Final = Script(
    "UNLINK",
    """\
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('UNLINK', KEYS[1])
""",
)
"""Give up a lease, if it is still the same."""

SCRIPTS: Final = (SET, READ, ADD, DELETE, CLAIM, RENEW, FILL, RELEASE)


def called(script: Script, keys: Sequence[bytes], arguments: Sequence[bytes | int], *, known: bool) -> Command:
    """Say how a script is called: by name, or by its text to a server that does not know it yet."""
    head = (b"EVALSHA", script.sha) if known else (b"EVAL", script.text)
    return *head, len(keys), *keys, *arguments
