"""A first container: type hints say what is needed, the container makes it."""

from abc import ABC, abstractmethod

from wireworks import ServiceContainer


class Clock(ABC):
    @abstractmethod
    def hour(self) -> int: ...


class FixedClock(Clock):
    def hour(self) -> int:
        return 9


class Greeter:
    def __init__(self, clock: Clock, greeting: str = "Good morning") -> None:
        self.clock = clock
        self.greeting = greeting

    def greet(self, name: str) -> str:
        return f"{self.greeting}, {name}. It is {self.clock.hour()} o'clock."


container = ServiceContainer()
container.add_singleton(Clock, FixedClock)  # an interface, and the class that stands behind it
container.add_transient(Greeter)  # a class that is its own key

greeter = container.get(Greeter)
print(greeter.greet("Ada"))
print("A greeter each time:", container.get(Greeter) is not greeter)
print("One clock for all:", container.get(Greeter).clock is greeter.clock)
