"""Services whose factories take arguments of the moment: a name that the caller gives, the rest from the container."""


class Clock: ...


class Session:
    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


class Job:
    def __init__(self, name: str, clock: Clock, size: int = 1) -> None:
        self.name, self.clock, self.size = name, clock, size


class Task(Job):
    def __init__(self, name: str, clock: Clock, session: Session) -> None:
        super().__init__(name, clock)
        self.session = session
