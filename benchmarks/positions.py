"""How long does it take to say where a thousand offenders stand in a large Turtle file?

Generates a Turtle file of about 100 MB (or of `--megabytes`) in which 1,000 nodes break a shape, and measures, each in
CPU seconds: parsing the file once (the parser alone, its triples counted), validating it without places, and finding
the places. Every place is compared with where the generator put the offender. What counts are the ratios.
"""

from __future__ import annotations

import argparse
import platform
import resource
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from kgtools.reading import parse
from kgtools.shacl.engine.clock import Clock
from kgtools.shacl.engine.columns_engine import validate_columns
from kgtools.shacl.engine.inputs import read_inputs
from kgtools.shacl.engine.selection import Selection
from kgtools.shacl.options import Options
from kgtools.shacl.places.locating import Locator

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:Shape a sh:NodeShape ; sh:targetClass e:Person ;
    sh:property [ sh:path e:born ; sh:datatype xsd:date ] , [ sh:path ( e:home e:city ) ; sh:nodeKind sh:Literal ] .
"""
HEAD = """@prefix e: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
OFFENDERS = 1_000


def generate(path: Path, megabytes: int) -> set[tuple[int, int]]:
    """Write the file; the lines and columns of the offenders."""
    places: set[tuple[int, int]] = set()
    line = HEAD.count("\n") + 1
    written = len(HEAD)
    # about 250 bytes a person
    every = max(1, megabytes * 1_000_000 // 250 // OFFENDERS)
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(HEAD)
        while written < megabytes * 1_000_000 or len(places) < OFFENDERS:
            bad = number % every == every // 2 and len(places) < OFFENDERS
            born = "unknown" if bad else f"19{number % 90 + 10}-0{number % 9 + 1}-1{number % 9}"
            text = (
                f"e:p{number} a e:Person ; # one of many\n"
                f'    rdfs:label "Person {number}"@en, "איש {number}"@he ;\n'
                f'    e:born "{born}"^^xsd:date ;\n'
                f"    e:home [ e:city \"City {number % 977}\" ; e:streets ( 'a' 'b' {number} ) ] ;\n"
                f"    e:knows e:p{number // 2}, e:p{number // 3} .\n\n"
            )
            if bad:
                places.add((line + 2, 12))
            stream.write(text)
            line += text.count("\n")
            written += len(text.encode())
            number += 1
    return places


def timed(label: str, began: float, once: float | None = None) -> float:
    spent = time.process_time() - began
    print(f"{label:44} {spent:8.2f} s CPU" + ("" if once is None else f" {spent / once:8.2f} × parsing once"))
    return spent


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--megabytes", type=int, default=100)
    megabytes = options.parse_args().megabytes
    print(f"{platform.machine()}, Python {platform.python_version()}, pyoxigraph {version('pyoxigraph')}")
    with tempfile.TemporaryDirectory() as folder:
        data, shapes = Path(folder) / "data.ttl", Path(folder) / "shapes.ttl"
        expected = generate(data, megabytes)
        shapes.write_text(SHAPES, encoding="utf-8")
        began = time.process_time()
        triples = sum(1 for _ in parse(data))
        print(f"{data.stat().st_size / 1e6:.0f} MB, {triples:,} triples, {len(expected):,} offenders")
        once = timed("parsing once", began)
        began = time.process_time()
        options = Options()
        inputs = read_inputs([data], [shapes], options)
        report = validate_columns(inputs, options, Clock(None), Selection())
        timed("reading and validating, without places", began, once)
        began = time.process_time()
        found = Locator(inputs.dataset, None, None).results(report.results, inputs.columns)
        spent = timed(f"finding {len(found):,} places", began, once)
    places = {(place.line, place.column) for place in found if place is not None}
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")
    if places != expected or len(found) != len(expected):
        print(f"WRONG: {len(places ^ expected)} places differ", file=sys.stderr)
        return 1
    print(f"all {len(found):,} places are right; {spent / once:.2f} times parsing once")
    return 0


if __name__ == "__main__":
    sys.exit(main())
