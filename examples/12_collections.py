"""Collections: every service of one type, as a list or by name."""

from collections.abc import Mapping, Sequence

from wireworks import ServiceContainer, service


class Exporter:
    def export(self, text: str) -> str:
        return text


@service(as_type=Exporter, qualifier="html")
class HtmlExporter(Exporter):
    def export(self, text: str) -> str:
        return f"<p>{text}</p>"


@service(as_type=Exporter, qualifier="shout")
class ShoutExporter(Exporter):
    def export(self, text: str) -> str:
        return f"{text.upper()}!"


@service
class Report:
    def __init__(
        self, every: Sequence[Exporter], named: Mapping[str, Exporter], notes: list[str] | None = None
    ) -> None:
        self.every = every
        self.named = named
        self.notes = notes


report = ServiceContainer(HtmlExporter, ShoutExporter, Report).get(Report)
print("every:", [exporter.export("done") for exporter in report.every])
print("by name:", report.named["html"].export("done"))
print("nothing registered, so the default:", report.notes)
