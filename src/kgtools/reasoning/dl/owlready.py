"""The one door to owlready2: run in a process of its own, which reads a job and writes what was inferred.

``python -m kgtools.reasoning.dl.owlready JOB`` reads a JSON file: `file` (N-Triples), the `names` in it and those of
them that are `properties`, `engine`, `java`, `memory` in MiB, and whether to find the `values` of object properties.
It runs HermiT or Pellet and prints one JSON object.
It ends itself and Java with it when its standard input is closed, so that nothing is left running when the process that
started it is gone.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import threading
from pathlib import Path
from typing import IO, TypedDict

__all__ = ["Answer", "Job", "main"]

#: what a Java process maps beyond its heap: classes, code, stacks
_BEYOND_HEAP = 6 << 30


class Job(TypedDict):
    """One run of a reasoner."""

    #: N-Triples
    file: str
    engine: str
    #: the command that runs Java
    java: str
    #: of the heap, in MiB
    memory: int
    #: whether the values of object properties are inferred
    values: bool
    #: all IRIs of the file, and those that are object properties
    names: list[str]
    properties: list[str]


class Answer(TypedDict, total=False):
    """What a reasoner inferred, or why it did not."""

    consistent: bool
    #: the IRIs of each new triple
    triples: list[list[str]]
    #: "java" where Java failed, "stopped" where the process ended without an answer
    error: str
    message: str


def run(job: Job) -> Answer:
    """Run one job; what comes back is `consistent` and the new `triples`, or `error` with a `message`."""
    import owlready2

    owlready2.JAVA_EXE = job["java"]
    owlready2.reasoning.JAVA_MEMORY = job["memory"]
    world = owlready2.World()
    text = Path(job["file"]).read_bytes()

    def save(file: IO[bytes], **_: object) -> None:
        # what the reasoner reads are the bytes that we wrote: a decimal that owlready2 has read is a float
        file.write(text)

    world.save = save
    # owlready2 takes from the reasoner's answer what it has a name for, and asks which names are properties
    ontology = world.get_ontology("urn:kgtools:ontology#")
    for iri in job["names"]:
        world._abbreviate(iri)
    for iri in job["properties"]:
        ontology._add_obj_triple_spo(world._abbreviate(iri), owlready2.rdf_type, owlready2.owl_object_property)
    reason = owlready2.sync_reasoner_pellet if job["engine"] == "pellet" else owlready2.sync_reasoner_hermit
    try:
        reason(world, infer_property_values=job["values"], debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return {"consistent": False, "triples": []}
    except owlready2.OwlReadyJavaError as error:
        return {"error": "java", "message": str(error)}
    inferred = world.get_ontology("http://inferrences/")
    name = world._unabbreviate
    triples = [
        [name(s), name(p), name(o)]
        for s, p, o in inferred._get_obj_triples_spo_spo(None, None, None)
        if s > 0 and p > 0 and o > 0
    ]
    return {"consistent": True, "triples": triples}


def main() -> None:
    """Read the job that the command line names, and print what came of it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    limit = (int(job["memory"]) << 20) + _BEYOND_HEAP
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    json.dump(run(job), sys.stdout)
    sys.stdout.flush()


def _end_with_parent() -> None:
    # the parent holds the other end open for as long as it lives; unbuffered, so that no lock is held at exit
    while os.read(0, 1):
        pass
    os.killpg(os.getpgid(0), signal.SIGKILL)


if __name__ == "__main__":
    main()
