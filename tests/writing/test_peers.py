"""What we write is read by tools that nobody here wrote: rdflib, and rapper where it is installed."""

from __future__ import annotations

import shutil
import subprocess

import pyoxigraph
import pytest
import rdflib

from kgtools.model.terms import Quad
from kgtools.reading import FORMATS, Format, parse, parse_bytes
from kgtools.reading.rdflib_bridge import from_rdflib
from kgtools.writing import write
from tests.writing.same import canonical, without_graphs
from tests.writing.test_golden import FOLDER, INPUTS

IN_RDFLIB = {"turtle": "turtle", "trig": "trig", "nt": "nt", "nq": "nquads", "jsonld": "json-ld", "rdfxml": "xml"}
# the TriG of rapper is older than the recommendation: it knows no graphs named by blank nodes
IN_RAPPER = {"turtle": "turtle", "nt": "ntriples", "nq": "nquads", "rdfxml": "rdfxml"}


def golden(name: str, known: Format) -> tuple[list[Quad], bytes]:
    reader = parse(FOLDER / name)
    quads = list(reader)
    quads = quads if known.supports_datasets else without_graphs(quads)
    return quads, write(quads, format=known, prefixes=reader.prefixes)


def read_by_rdflib(data: bytes, known: Format, name: str) -> set[str]:
    graph = rdflib.Dataset() if known.supports_datasets else rdflib.Graph()
    return canonical(from_rdflib(graph.parse(data=data, format=name)))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("known", FORMATS, ids=lambda f: f.name)
@pytest.mark.parametrize("name", INPUTS)
def test_rdflib_reads_what_we_write_as_it_reads_another_writer(name: str, known: Format) -> None:
    quads, data = golden(name, known)
    # rdflib rewrites literals when it reads, so it is held against its own reading of plain N-Quads
    other = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS)
    assert other is not None
    plain = "nquads" if known.supports_datasets else "nt"
    assert read_by_rdflib(data, known, IN_RDFLIB[known.name]) == read_by_rdflib(other, known, plain)


@pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper is not installed (Debian: raptor2-utils)")
@pytest.mark.parametrize("known", [f for f in FORMATS if f.name in IN_RAPPER], ids=lambda f: f.name)
@pytest.mark.parametrize("name", INPUTS)
def test_rapper_reads_what_we_write(name: str, known: Format) -> None:
    quads, data = golden(name, known)
    written = "nquads" if known.supports_datasets else "ntriples"
    command = ["rapper", "-q", "-i", IN_RAPPER[known.name], "-o", written, "-", "http://base.example/"]
    ran = subprocess.run(command, input=data, capture_output=True, check=True)
    assert canonical(parse_bytes(ran.stdout, format="nq")) == canonical(quads), ran.stdout.decode()
