from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest

from kgtools.table.cache.folder import CacheFolder, default_folder


@pytest.mark.parametrize(
    ("environ", "platform", "folder"),
    [
        ({"HOME": "/home/ada"}, "linux", "/home/ada/.cache/kgtools"),
        ({"HOME": "/home/ada", "XDG_CACHE_HOME": "relative"}, "linux", "/home/ada/.cache/kgtools"),
        ({"HOME": "/home/ada", "XDG_CACHE_HOME": "/x"}, "linux", "/x/kgtools"),
        ({"HOME": "/Users/ada", "XDG_CACHE_HOME": "/x"}, "darwin", "/Users/ada/Library/Caches/kgtools"),
        ({"HOME": "/u", "LOCALAPPDATA": "/u/AppData/Local"}, "win32", "/u/AppData/Local/kgtools/Cache"),
        ({"HOME": "/u"}, "win32", "/u/AppData/Local/kgtools/Cache"),
    ],
    ids=["Linux", "a relative XDG folder", "XDG", "macOS", "Windows", "Windows without LOCALAPPDATA"],
)
def test_the_folder_is_that_of_the_system(environ: dict[str, str], platform: str, folder: str) -> None:
    assert default_folder(environ, platform).as_posix() == folder


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    folder = CacheFolder(tmp_path / "cache", limit=1 << 30)
    folder.prepare()
    key = "a" * 40
    with folder.replacing(key) as stream:
        stream.write(b"1")
    names = ["notes.txt", f"{key}.columns.bak", "short.columns", f".{key}.part"]
    for name in names:
        (folder.path / name).write_text("mine")
    assert [entry.key for entry in folder.clear()] == [key]
    assert sorted(path.name for path in folder.path.iterdir()) == sorted(names)


def test_a_folder_of_nothing_else_is_gone_when_it_is_cleared(tmp_path: Path) -> None:
    folder = CacheFolder(tmp_path / "cache", limit=1 << 30)
    folder.prepare()
    folder.clear()
    assert not folder.path.exists()
    assert folder.clear() == []


def test_an_error_while_a_file_is_written_leaves_the_one_before(tmp_path: Path) -> None:
    folder = CacheFolder(tmp_path / "cache", limit=1 << 30)
    folder.prepare()
    key = "b" * 40
    with folder.replacing(key) as stream:
        stream.write(b"before")
    with suppress(OSError), folder.replacing(key) as stream:
        stream.write(b"half")
        raise OSError("no space")
    assert folder.columns_file(key).read_bytes() == b"before"
    assert list(folder.path.glob(".*")) == []


def test_the_folder_is_marked_for_programs_that_make_backups(tmp_path: Path) -> None:
    folder = CacheFolder(tmp_path / "cache", limit=1 << 30)
    folder.prepare()
    assert (folder.path / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_a_folder_may_be_a_link_to_one_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert CacheFolder(tmp_path / "link", limit=1 << 30).exists()
