"""Scopes with names: a game lasts for many rounds, and what lives in the game is shared by them."""

from collections.abc import Iterator

from wireworks import ServiceContainer, service


class Table:
    def __init__(self) -> None:
        self.points: list[int] = []


@service(lifetime="scoped", scope="game")
def set_up() -> Iterator[Table]:
    table = Table()
    yield table
    print("game over:", sum(table.points), "points")


@service(lifetime="scoped", scope="round")
class Score:
    def __init__(self, table: Table) -> None:
        self.table = table

    def add(self, points: int) -> None:
        self.table.points.append(points)
        print("  round", len(self.table.points), "scores", points)


container = ServiceContainer(set_up, Score, scopes=["game", "round"])
for game in ([3, 5], [8]):
    with container.create_scope("game"):
        for points in game:
            with container.create_scope("round") as scope:
                scope.get(Score).add(points)
