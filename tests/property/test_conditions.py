"""Registrations with conditions, changed at random: what counts is what the rules say of all of them at once (L4)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.examples import examples
from wireworks import Present, Profile, ServiceContainer, ServiceRegistrationError
from wireworks.errors import ServiceNotFoundError

KEYS = [type(f"Key{number}", (), {}) for number in range(4)]


@dataclass(frozen=True)
class When:
    """A condition, and how it is decided by the keys that are there; `late` says that it asks for any."""

    condition: object
    holds: Callable[[set[int]], bool]
    late: bool
    said: str

    def __repr__(self) -> str:
        return self.said


def present(number: int) -> When:
    return When(Present(KEYS[number]), lambda there: number in there, True, f"Present({number})")


def join(first: When, second: When, word: str) -> When:
    decide: dict[str, Callable[[set[int]], bool]] = {
        "&": lambda there: first.holds(there) and second.holds(there),
        "|": lambda there: first.holds(there) or second.holds(there),
    }
    condition = first.condition & second.condition if word == "&" else first.condition | second.condition
    # What is decided without the other keys drops out, and may settle the whole.
    settled = {each.holds(set()) for each in (first, second) if not each.late}
    late = (first.late or second.late) and (word == "|") not in settled
    return When(condition, decide[word], late, f"({first} {word} {second})")


conditions = st.recursive(
    st.one_of(
        st.integers(0, 3).map(present),
        st.just(When(Profile("on"), lambda _: True, False, "on")),
        st.just(When(Profile("off"), lambda _: False, False, "off")),
    ),
    lambda inner: st.one_of(
        inner.map(lambda when: When(~when.condition, lambda there: not when.holds(there), when.late, f"~{when}")),
        st.builds(join, inner, inner, st.sampled_from("&|")),
    ),
    max_leaves=3,
)


@dataclass(eq=False)
class Entry:
    """One registration."""

    key: int
    when: When | None
    name: int


@dataclass
class Model:
    """All registrations in order, and which of them count."""

    entries: list[Entry] = field(default_factory=list)
    counting: dict[int, Entry] = field(default_factory=dict)

    def change(self, entries: list[Entry]) -> bool:
        """Take over other registrations, unless two of a key would count."""
        counting: dict[int, Entry] = {}
        early = [each for each in entries if each.when is None or not each.when.late]
        for each in (*early, *(each for each in entries if each not in early)):
            if each.when is None or each.when.holds(set(counting)):
                if each.key in counting:
                    return False
                counting[each.key] = each
        self.entries, self.counting = entries, counting
        return True


@dataclass(frozen=True)
class Step:
    deed: str
    key: int
    when: When | None


steps = st.builds(
    Step, st.sampled_from(["add", "add", "add", "try", "remove", "replace"]), st.integers(0, 3), st.none() | conditions
)


def expected(model: Model, step: Step, name: int) -> bool:
    """Do in the model what a step does, and tell whether it is allowed."""
    new, there = Entry(step.key, step.when, name), model.counting.get(step.key)
    if step.deed == "add":
        return model.change([*model.entries, new])
    if step.deed == "try":
        return there is not None or model.change([*model.entries, new])
    if there is None:
        return False
    if step.deed == "remove":
        return model.change([each for each in model.entries if each is not there])
    return model.change([new if each is there else each for each in model.entries])


def done(container: ServiceContainer, step: Step, name: int) -> bool:
    """Do a step, and tell whether it was allowed."""
    key = KEYS[step.key]

    def make() -> key:
        made = key()
        made.name = name
        return made

    make.__annotations__ = {"return": key}
    when = None if step.when is None else step.when.condition
    deeds: dict[str, Callable[[], object]] = {
        "add": lambda: container.add_transient(key, make, when=when),
        "try": lambda: container.try_add(key, make, when=when),
        "remove": lambda: container.unregister(key),
        "replace": lambda: container.replace(key, make, when=when),
    }
    try:
        deeds[step.deed]()
    except (ServiceRegistrationError, ServiceNotFoundError):
        return False
    return True


@settings(max_examples=examples(300))
@given(program=st.lists(steps, max_size=12))
def test_what_counts_after_any_changes_is_what_the_rules_say(program) -> None:
    """And a change that is refused leaves everything as it was."""
    container, model = ServiceContainer(profiles="on"), Model()
    for name, step in enumerate(program):
        assert done(container, step, name) is expected(model, step, name), step
        found = {number: container.get(key).name for number, key in enumerate(KEYS) if container.is_registered(key)}
        assert found == {number: entry.name for number, entry in model.counting.items()}, step
        order = [each for each in model.entries if model.counting.get(each.key) is each]
        keys = [key.service for key in container._registry.providers]  # noqa: SLF001 - collections are of one type
        assert keys == [KEYS[each.key] for each in order]
