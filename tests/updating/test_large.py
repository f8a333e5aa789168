"""Large files: their texts are looked up and not read triple by triple, and become what small ones become."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.data.updating import documents
from kgtools.graph import KnowledgeGraph

HEAD = "@prefix e: <http://e/> .\n\n"
FILES = {
    "plain.ttl": HEAD + "".join(f"e:s{n} e:p {n} ; # {n}\n    e:q e:s{n + 1} .\n\n" for n in range(50)),
    "labels.ttl": HEAD + "_:x e:p 7 .\n" + "".join(f"e:s{n} e:p {n} .\n" for n in range(20)),
    "graphs.trig": HEAD + "e:g {\n" + "".join(f"    e:s{n} e:p {n} .\n" for n in range(20)) + "}\n\ne:s7 e:p 7 .\n",
    "lines.nt": "".join(f"<http://e/s{n}> <http://e/p> <http://e/s{n + 1}> .\n" for n in (5, 3, 7, 4)),
    "lines.nq": "".join(f"<http://e/s{n}> <http://e/p> <http://e/s7> <http://e/g> .\n" for n in range(9)),
}
UPDATE = """PREFIX e: <http://e/>
DELETE { ?s e:p 7 } INSERT { ?s e:p 8 } WHERE { ?s e:p 7 } ;
DELETE WHERE { e:s5 ?p ?o } ;
INSERT DATA { e:s3 e:new 1 . e:other e:p 2 }"""


@pytest.mark.parametrize("name", FILES)
def test_a_large_file_becomes_what_a_small_one_becomes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    results = []
    for large in (1 << 20, 0):
        path.write_text(FILES[name])
        monkeypatch.setattr(documents, "LARGE_BYTES", large)
        KnowledgeGraph.from_files(path).update(UPDATE)
        results.append(path.read_text())
    assert results[0] == results[1] != FILES[name]
