"""HermiT and Pellet under limits: what follows from an ontology in OWL 2 DL, and whether it is consistent.

The reasoner runs in a process group of its own, with a limit on its time and on Java's heap, and the whole group is
ended when the limit is reached or when kgtools is interrupted.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgtools.errors import ReasoningError, UsageError, shorten
from kgtools.model.terms import NamedNode, Triple
from kgtools.model.vocab import OWL, RDF
from kgtools.ontology.prepare import PreparedOntology
from kgtools.ontology.profiles.entailment import RULE_PROFILE
from kgtools.reasoning.dl.java import find_java
from kgtools.reasoning.dl.owlready import Answer, Job
from kgtools.reasoning.dl.spelling import reasoner_lines
from kgtools.reasoning.limits import MEMORY, TIMEOUT, out_of_memory, out_of_time
from kgtools.writing.scratch import scratch_folder

__all__ = ["Decision", "Realisation", "RefusedError", "decide", "failure", "first_inconsistent", "realise"]

#: a run takes seconds: compiling for longer ones, and collecting garbage in many threads, costs half of the time
_SHORT_RUN = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")

#: the one ontology that the reasoner is given, whatever the IRIs of those that it was made of
_HEADER = f"<urn:kgtools:ontology> <{RDF}type> <{OWL}Ontology> .\n"
#: what makes a name that of a property between things
_OBJECT_PROPERTIES = tuple(
    f"{OWL}{kind}Property"
    for kind in ("Object", "Transitive", "Symmetric", "Asymmetric", "Reflexive", "Irreflexive", "InverseFunctional")
)
#: the names of the OWL API for what it could not read
_UNREAD = "http://org.semanticweb.owlapi/error#"
#: what Java reads and writes, whatever the locale
_UTF8 = ("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8")

#: what HermiT sometimes trips over, by the order in which it meets the axioms
_UNLUCKY = "ConcurrentModificationException"

#: starts a program, and ends itself and the program when nobody holds its standard input any more
_GUARD = """
import os, signal, subprocess, sys, threading
def watch():
    while os.read(0, 1):
        pass
    os.killpg(os.getpgid(0), signal.SIGKILL)
threading.Thread(target=watch, daemon=True).start()
sys.exit(subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL))
"""


class RefusedError(ReasoningError):
    """The reasoner stopped at something in the ontology; `said` is why, without a full stop."""

    def __init__(self, title: str, reason: str) -> None:
        self.reason = reason.rstrip(".")
        super().__init__(f"{title} stopped: {reason}")


@dataclass(frozen=True)
class Realisation:
    """What the reasoner found: whether the ontology is consistent, and what it says beyond what was given.

    A reasoner names the nearest types and classes only; what follows from those by rules is not among the triples.
    `complete` is false where it failed on the values of object properties, so that these are not among them either.
    """

    consistent: bool
    triples: tuple[Triple, ...]
    complete: bool = True

    @property
    def unsatisfiable(self) -> tuple[str, ...]:
        """The IRIs of the classes that can have no member."""
        nothing = NamedNode(OWL + "Nothing")
        return tuple(sorted({str(t.subject)[1:-1] for t in self.triples if t.object == nothing} - {nothing.value}))


def realise(
    ontology: PreparedOntology, *, engine: str = "hermit", timeout: float = TIMEOUT, memory: int = MEMORY
) -> Realisation:
    """Classify and realise an ontology with its facts.

    `engine` is ``hermit`` or ``pellet``; `timeout` is in seconds, `memory` in bytes. Raises :class:`UsageError` where
    there is no Java, :class:`ReasoningError` where the reasoner did not come to an end or refused the ontology.
    """
    if engine not in ("hermit", "pellet"):
        raise UsageError(f'there is no reasoner "{shorten(engine)}"; choose hermit or pellet.')
    answer = _answer(ontology, engine, timeout, memory)
    if _UNLUCKY in str(answer.get("message")):
        answer = _answer(ontology, engine, timeout, memory, backwards=True)
    # with keys over data properties it trips in every order, over the values of object properties and nothing else
    complete = _UNLUCKY not in str(answer.get("message"))
    if not complete:
        answer = _answer(ontology, engine, timeout, memory, values=False)
    if "error" in answer:
        raise failure(str(answer["message"]), engine, memory)
    statements = set(ontology.triples)
    # what stands for an expression that could not be read has a name of its own
    names = [row for row in answer["triples"] if not any(iri.startswith(_UNREAD) for iri in row)]
    triples = [Triple(NamedNode(s), NamedNode(p), NamedNode(o)) for s, p, o in names]
    return Realisation(bool(answer["consistent"]), tuple(sorted(set(triples) - statements, key=str)), complete)


def _answer(
    ontology: PreparedOntology,
    engine: str,
    timeout: float,
    memory: int,
    *,
    backwards: bool = False,
    values: bool = True,
) -> Answer:
    """What the process that has the reasoner answers; see :func:`kgtools.reasoning.dl.owlready.run`."""
    java = find_java()
    with scratch_folder() as folder:
        text = Path(folder, "ontology.nt")
        _write(text, ontology.triples, backwards=backwards)
        job = Path(folder, "job.json")
        names, properties = _names(ontology)
        request: Job = {
            "file": str(text),
            "engine": engine,
            "java": java,
            "memory": _mebibytes(memory),
            "values": values,
            "names": names,
            "properties": properties,
        }
        job.write_text(json.dumps(request), "utf-8")
        # -P: nothing is imported from the working directory
        command = [sys.executable, "-P", "-m", "kgtools.reasoning.dl.owlready", str(job)]
        output, errors, _ = _run(command, folder, timeout)
    try:
        answer: Answer = json.loads(output)
    except ValueError:
        return {"error": "stopped", "message": errors}
    return answer


def first_inconsistent(
    ontologies: Sequence[Iterable[Triple]], *, timeout: float = TIMEOUT, memory: int = MEMORY
) -> int | None:
    """The place of the first of several ontologies that is inconsistent, or None.

    All are looked at in one run of Java, up to that one: many small questions cost about one start. Raises as
    :func:`realise` does.
    """
    sets = [list(triples) for triples in ontologies]
    outcome = decide(sets, timeout=timeout, memory=memory)
    if outcome.refusal:
        raise failure(outcome.refusal, "hermit", memory)
    return outcome.consistent if outcome.consistent < len(sets) else None


@dataclass(frozen=True)
class Decision:
    """How many of several ontologies are consistent before one that is not, or that HermiT refuses with `refusal`."""

    consistent: int
    refusal: str = ""


def decide(sets: Sequence[Sequence[Triple]], *, timeout: float, memory: int) -> Decision:
    """Look at several ontologies in one run of Java, up to the first that is not consistent or is refused."""
    outcome = _decide(sets, timeout, memory)
    return _decide(sets, timeout, memory, backwards=True) if _UNLUCKY in outcome.refusal else outcome


def _decide(sets: Sequence[Sequence[Triple]], timeout: float, memory: int, *, backwards: bool = False) -> Decision:
    java = find_java()
    with scratch_folder() as folder:
        paths = []
        for number, triples in enumerate(sets):
            paths.append(Path(folder, f"{number}.nt"))
            _write(paths[-1], triples, backwards=backwards)
        classpath = os.pathsep.join(_hermit_classpath())
        heap = f"-Xmx{_mebibytes(memory)}M"
        command = [sys.executable, "-I", "-S", "-c", _GUARD, java, heap, *_SHORT_RUN, *_UTF8, "-cp", classpath]
        command += ["org.semanticweb.HermiT.cli.CommandLine", "-k", *(path.as_uri() for path in paths)]
        output, errors, _ = _run(command, folder, timeout)
    decided = output.count("is satisfiable")
    if decided == len(sets) or "Inconsistent ontology" in errors or "is not satisfiable" in output:
        return Decision(decided)
    return Decision(decided, errors or "it said nothing")


def _hermit_classpath() -> tuple[str, str]:
    # where owlready2 keeps HermiT, without loading owlready2
    spec = importlib.util.find_spec("owlready2")
    if spec is None or spec.origin is None:
        raise ReasoningError("owlready2, which brings HermiT, is not installed; run `pip install owlready2`.")
    folder = Path(spec.origin).parent / "hermit"
    return str(folder), str(folder / "HermiT.jar")


def _mebibytes(memory: int) -> int:
    """The unit in which Java is told how large its heap may be."""
    return max(memory >> 20, 1)


def _names(ontology: PreparedOntology) -> tuple[list[str], list[str]]:
    """The IRIs that the reasoner may tell of, and those of them that are properties between things."""
    terms = (term for triple in ontology.triples for term in triple)
    names = {term.value for term in terms if isinstance(term, NamedNode)}
    properties = {term.value for term in ontology.axioms.declared(*_OBJECT_PROPERTIES)}
    return sorted(names), sorted(properties)


def _write(path: Path, triples: Iterable[Triple], *, backwards: bool = False) -> None:
    """Write what the reasoner reads."""
    lines = sorted({_HEADER, *reasoner_lines(triples)}, reverse=backwards)
    path.write_text("".join(lines), encoding="utf-8")


def _run(command: Sequence[str], folder: str, timeout: float) -> tuple[str, str, int]:
    package = str(Path(__file__).parents[2])
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("JAVA_TOOL", "_JAVA", "JDK_JAVA"))}
    environment["PYTHONPATH"] = package
    # for the Java that owlready2 starts
    environment["JAVA_TOOL_OPTIONS"] = " ".join((*_SHORT_RUN, *_UTF8))
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment,
        start_new_session=True,
    ) as process:
        with _ended(process):
            try:
                # communicate() would close the child's standard input, which is how it knows that we live
                output, errors = _collect(process, timeout)
            except subprocess.TimeoutExpired:
                raise out_of_time("the reasoner", timeout, otherwise=f"use the profile {RULE_PROFILE}") from None
        return output, errors, process.returncode or 0


def _collect(process: subprocess.Popen[bytes], timeout: float) -> tuple[str, str]:
    assert process.stdin is not None
    lifeline, process.stdin = process.stdin, None
    try:
        output, errors = process.communicate(timeout=timeout)
    finally:
        process.stdin = lifeline
    return output.decode("utf-8", "replace"), errors.decode("utf-8", "replace")


@contextlib.contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Whatever happens, the process and its children are gone afterwards."""
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
        process.wait()


def failure(text: str, engine: str, memory: int) -> ReasoningError:
    """Our error for what a reasoner said before it stopped."""
    title = {"hermit": "HermiT", "pellet": "Pellet"}[engine]
    if "OutOfMemory" in text or "MemoryError" in text or "Could not reserve" in text:
        return out_of_memory(title, memory)
    if "UnsupportedDatatype" in text:
        return ReasoningError(f"{title} does not support a datatype: {_reason(text)}")
    if "UnsupportedClassVersionError" in text or "NoSuchFieldError" in text or "NoClassDefFoundError" in text:
        return ReasoningError(f"{title} does not run with this version of Java; use the other reasoner.")
    if "StackOverflowError" in text or "RecursionError" in text:
        return ReasoningError(
            f"{title} cannot read expressions that are nested this deeply; try the profile {RULE_PROFILE}."
        )
    if _UNLUCKY in text:
        return ReasoningError(
            f"{title} failed on this ontology with an internal error; try the profile {RULE_PROFILE}."
        )
    return RefusedError(title, _reason(text))


def _reason(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("at ")]
    candidates = [line for line in lines if "Exception" in line or "Error" in line] or lines or ["it said nothing"]
    cause = candidates[-1].split(": ", 1)[-1] if ": " in candidates[-1] else candidates[-1]
    # what is another in each run says nothing: places in memory, and the file that was written for this one
    cause = re.sub(r"_:file:[^\s)>]*", "_", re.sub(r"@[0-9a-f]{4,8}\b", "", cause))
    return shorten(cause.removeprefix("Error: "), 300).rstrip(".") + "."
