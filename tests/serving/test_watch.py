"""Files that change while they are served."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

from tests.serving.conftest import FLEET
from tests.serving.running import Server, running

NEW = (
    "<https://fleet.example/id/vessel/new> a <https://fleet.example/onto#Vessel> ; "
    '<http://www.w3.org/2000/01/rdf-schema#label> "Newcomer" .\n'
)


def until(server: Server, text: str) -> None:
    end = time.monotonic() + 20
    while not any(text in line for line in server.lines):
        assert time.monotonic() < end, server.lines
        time.sleep(0.05)


def test_changed_files_are_swapped_while_requests_are_answered(tmp_path: Path) -> None:
    project = tmp_path / "fleet"
    shutil.copytree(FLEET, project)
    with running("--project", str(project), "--workers", "2", "--watch") as server:
        data = project / "data" / "fleet.ttl"
        before = server.get("/api/queries/vessels.json").json()["total"]
        assert server.get("/doc/vessel/new").status == 404
        statuses: set[int] = set()
        ended = threading.Event()

        def ask() -> None:
            while not ended.wait(0.01):
                statuses.add(server.query("ASK { ?s ?p ?o }").status)

        asking = threading.Thread(target=ask)
        asking.start()
        data.write_text(data.read_text("utf-8") + NEW, "utf-8")
        until(server, "changed files were loaded")
        ended.set()
        asking.join()
        assert statuses == {200}
        assert server.get("/doc/vessel/new").status == 200
        assert "Newcomer" in server.get("/search?q=newcomer", accept="application/json").text

        # a file that is broken leaves the graph as it was
        whole = data.read_text("utf-8")
        data.write_text(whole + "<broken", "utf-8")
        until(server, "still served")
        assert "fleet.ttl" in next(line for line in server.lines if "still served" in line)
        assert server.get("/doc/vessel/new").status == 200

        # stored queries are files, too
        data.write_text(whole, "utf-8")
        query = project / "queries" / "fleet" / "vessels.rq"
        (query.parent / "boats.rq").write_text(query.read_text("utf-8"), "utf-8")
        end = time.monotonic() + 20
        while server.get("/api/queries/boats").status != 200:
            assert time.monotonic() < end, server.lines
            time.sleep(0.1)
        assert server.get("/api/queries/vessels.json").json()["total"] == before


def test_without_the_option_a_change_is_not_seen(tmp_path: Path) -> None:
    project = tmp_path / "fleet"
    shutil.copytree(FLEET, project)
    with running("--project", str(project), "--workers", "2") as server:
        data = project / "data" / "fleet.ttl"
        data.write_text(data.read_text("utf-8") + NEW, "utf-8")
        time.sleep(1.5)
        assert server.get("/doc/vessel/new").status == 404
