"""A copy of the package in which something is added: the files that are edited are counted, and it is run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


class PackageCopy:
    """The package in a folder of its own; `touched` are the files that were edited or added."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        self.package = folder / "src" / "kgtools"
        # with what is compiled: the copies are as old as the modules
        shutil.copytree(ROOT / "src" / "kgtools", self.package)
        self.touched: list[str] = []

    def edit(self, name: str, *changes: tuple[str, str]) -> None:
        path = self.package / name
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        self.touched.append(name)

    def file(self, name: str, text: str) -> str:
        (self.root / name).write_text(text, encoding="utf-8")
        return name

    def run(self, *arguments: str, exit_code: int = 0, project: Path = ROOT) -> subprocess.CompletedProcess[str]:
        """The command line with these arguments."""
        return self._run("-m", "kgtools", *arguments, exit_code=exit_code, project=project)

    def python(self, script: str) -> str:
        """What a script prints."""
        return self._run("-c", script, exit_code=0, project=ROOT).stdout

    def _run(self, *arguments: str, exit_code: int, project: Path) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(self.root / "src"), "KGTOOLS_PROJECT": str(project)}
        # a module is compiled by the first run
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        ran = subprocess.run(
            [sys.executable, "-P", *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == exit_code, ran.stderr
        return ran
