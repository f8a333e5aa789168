"""Cases of rules kept as files: TriG with a data graph, a shapes graph, and the triples that the rules infer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kgtools.table import Dataset, load_bytes

__all__ = ["FOLDER", "Case", "case", "named"]

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """The graphs of a case as N-Triples."""

    data: str
    shapes: str
    inferred: str

    @property
    def data_graph(self) -> Dataset:
        return load_bytes(self.data.encode(), format="nt")

    @property
    def shapes_graph(self) -> Dataset:
        return load_bytes(self.shapes.encode(), format="nt")


def case(path: Path) -> Case:
    """The case of a file."""
    graphs = {"data": "", "shapes": "", "inferred": ""}
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TRIG):
        graphs[quad.graph_name.value.removeprefix("http://e/")] += f"{quad.triple} .\n"
    return Case(**graphs)


def named(path: Path) -> str:
    """The name of a case."""
    return f"{path.parent.name}/{path.stem}"
