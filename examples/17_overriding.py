"""Overriding: inside the statement another clock, and everything that depends on it made afresh."""

from wireworks import ServiceContainer


class Clock:
    NOON = 12

    def hour(self) -> int:
        return 3


class Paper: ...


class Greeter:
    def __init__(self, clock: Clock, paper: Paper) -> None:
        self.clock, self.paper = clock, paper

    def greet(self) -> str:
        return "Good morning" if self.clock.hour() <= Clock.NOON else "Good evening"


class Stopped(Clock):
    def __init__(self, real: Clock) -> None:
        self.real = real

    def hour(self) -> int:
        return self.real.hour() + 15


container = ServiceContainer().add_singleton(Clock).add_singleton(Paper).add_singleton(Greeter)
greeter = container.get(Greeter)
print("outside:", greeter.greet())
with container.override(Clock, Stopped):
    print("inside:", container.get(Greeter).greet())
    print("the same greeter:", container.get(Greeter) is greeter)
    print("the same paper:", container.get(Greeter).paper is greeter.paper)
print("the same greeter afterwards:", container.get(Greeter) is greeter)
