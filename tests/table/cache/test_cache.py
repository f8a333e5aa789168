from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import pytest

from kgtools.errors import CacheWarning, SourceError, UsageError
from kgtools.table import Dataset, load
from kgtools.table.cache import Cache, CachedDataset, Inputs
from kgtools.table.cache import cache as module
from tests.table.cache.data import TURTLE, n_triples

HERE = Path(__file__).parent


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "data.nt"
    path.write_text(n_triples(300), encoding="utf-8")
    _make_old(path)
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def _make_old(path: Path) -> None:
    """Let a file be older than what may be changed again with no later time; its own time of change cannot be set."""
    os.utime(path, ns=(time.time_ns() - 10**10,) * 2)


def _inputs(*files: Path) -> Inputs:
    found = Inputs.of_sources(files, role="test")
    assert found is not None
    return found


def _no() -> Dataset:
    raise AssertionError("nothing is to be read anew")


def _keep(cache: Cache, file: Path) -> Dataset:
    inputs = _inputs(file)
    inputs.note_racy()
    dataset = load([file])
    cache.keep(inputs, dataset)
    return dataset


def _texts(dataset: Dataset) -> list[list[str]]:
    columns = [dataset.s, dataset.p, dataset.o, *([] if dataset.g is None else [dataset.g])]
    return [dataset.terms.texts_of(column) for column in columns if len(column)]


def _found(cache: Cache, file: Path) -> CachedDataset:
    kept = cache.find(_inputs(file), _no)
    assert kept is not None
    return kept


def test_what_is_kept_is_found(cache: Cache, file: Path) -> None:
    assert cache.find(_inputs(file), _no) is None
    dataset = _keep(cache, file)
    found = _found(cache, file).dataset([str(file)])
    assert _texts(found) == _texts(dataset)
    assert (found.sources, found.ends, found.prefixes) == ((str(file),), dataset.ends, dataset.prefixes)
    assert found.tags.spellings() == dataset.tags.spellings() == ["en-GB", "id"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.ttl", TURTLE), ("a.nq", "<http://e/a> <http://e/p> _:b <http://e/g> .\n" * 3), ("a.nt", "")],
    ids=["turtle", "named graphs alone", "nothing"],
)
def test_a_dataset_is_found_as_it_was(tmp_path: Path, cache: Cache, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    dataset = _keep(cache, path)
    found = _found(cache, path).dataset([str(path)])
    assert _texts(found) == _texts(dataset)
    assert found.terms.texts.equals(dataset.terms.texts)
    assert found.prefixes == dataset.prefixes
    assert found.tags.spellings() == dataset.tags.spellings()


def test_files_are_private(cache: Cache, file: Path) -> None:
    before = os.umask(0)
    try:
        _keep(cache, file)
    finally:
        os.umask(before)
    if os.name != "nt":
        assert cache.folder.path.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in cache.folder.path.iterdir()} == {0o600}


# other inputs ---------------------------------------------------------------------------------------------------------


def test_another_content_is_not_found(cache: Cache, file: Path) -> None:
    _keep(cache, file)
    file.write_text(n_triples(301), encoding="utf-8")
    assert cache.find(_inputs(file), _no) is None


def test_the_same_size_and_times_with_another_content_are_not_found(cache: Cache, file: Path) -> None:
    _keep(cache, file)
    old = file.stat()
    file.write_bytes(file.read_bytes().replace(b"Person 7 ", b"Person 8 "))
    os.utime(file, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (old.st_size, old.st_mtime_ns)
    assert cache.find(_inputs(file), _no) is None


def test_a_file_that_was_changed_just_now_is_looked_into(
    cache: Cache, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.touch()
    _keep(cache, file)
    # as if the clock of the file system had not gone on
    stamp = _inputs(file).stamps
    file.write_bytes(file.read_bytes().replace(b"Person 7 ", b"Person 8 "))
    monkeypatch.setattr("kgtools.table.cache.inputs.Stamp.of", lambda _: stamp[0])
    assert cache.find(_inputs(file), _no) is None


def test_the_same_content_with_another_time_is_found(cache: Cache, file: Path) -> None:
    _keep(cache, file)
    file.touch()
    assert _found(cache, file)


def test_a_file_that_is_settled_is_not_looked_into(cache: Cache, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgtools.table.cache.inputs._RACY_NANOSECONDS", 0)
    time.sleep(0.05)
    _keep(cache, file)

    def look(*_: object) -> str:
        raise AssertionError("the file is looked into")

    monkeypatch.setattr("kgtools.table.cache.inputs._digest", look)
    assert _found(cache, file)


def test_what_was_changed_while_it_was_read_is_not_kept(cache: Cache, file: Path) -> None:
    inputs = _inputs(file)
    inputs.note_racy()
    dataset = load([file])
    file.write_bytes(file.read_bytes().replace(b"Person 7 ", b"Person 8 "))
    cache.keep(inputs, dataset)
    assert cache.folder.entries() == []


@pytest.mark.parametrize(
    "options", [{"base": "http://e/"}, {"format": "turtle"}, {"role": "other", "graphs": ["http://e/g"]}], ids=str
)
def test_what_is_read_in_another_way_is_another_thing(file: Path, options: dict[str, str]) -> None:
    other = Inputs.of_sources([file], **{"role": "test", **options})
    assert other is not None
    assert other.key != _inputs(file).key


def test_what_one_file_holds_is_one_thing(file: Path) -> None:
    other = Inputs.of_sources([file], role="other")
    assert other is not None
    assert other.key == _inputs(file).key


def test_the_order_of_files_counts(tmp_path: Path, file: Path) -> None:
    second = tmp_path / "second.nt"
    second.write_text("")
    assert _inputs(file, second).key != _inputs(second, file).key


@pytest.mark.parametrize("name", ["-", "missing.nt", "folder", "data.unknown"], ids=str)
def test_what_is_no_file_of_rdf_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "data.unknown").write_text("")
    assert Inputs.of_sources([name], role="test") is None


# damage ---------------------------------------------------------------------------------------------------------------


def _columns_file(cache: Cache) -> Path:
    return cache.folder.entries()[0].path


def test_a_flipped_byte_is_never_believed(cache: Cache, file: Path) -> None:
    """Whatever byte is another one: what is read is right, or nothing is found; and whoever reads is told."""
    expected = _texts(_keep(cache, file))
    path = _columns_file(cache)
    good = path.read_bytes()
    silent = 0
    for offset in range(0, len(good), len(good) // 150):
        _keep(cache, file)
        path.write_bytes(good[:offset] + bytes([good[offset] ^ 4]) + good[offset + 1 :])
        # the mark of this very writing
        (path.parent / f"{path.stem}.stamps").unlink()
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            kept = cache.find(_inputs(file), lambda: load([file]))
            if kept is not None:
                dataset = kept.dataset([str(file)])
                assert _texts(dataset) == expected, offset
                assert dataset.terms.find_texts(["<http://example.org/person/7>"])[0] >= 0
                for predicate in dataset.columns().predicates.tolist():
                    relation = dataset.columns().relation(predicate)
                    assert len(relation) == len(relation.inverse)
        silent += not told
    # a byte between two sections, or one of a table of which a part was asked for
    assert silent < 60


def test_the_stamps_are_not_believed_where_they_are_damaged(cache: Cache, file: Path) -> None:
    _keep(cache, file)
    stamps = next(cache.folder.path.glob("*.stamps"))
    good = stamps.read_bytes()
    for offset in range(0, len(good), 7):
        stamps.write_bytes(good[:offset] + bytes([good[offset] ^ 1]) + good[offset + 1 :])
        assert _found(cache, file)
    stamps.write_bytes(b"")
    assert _found(cache, file)


def test_a_damaged_file_is_made_anew_with_a_remark(cache: Cache, file: Path) -> None:
    dataset = _keep(cache, file)
    path = _columns_file(cache)
    path.write_bytes(b"something else" * 100)
    with pytest.warns(CacheWarning, match="cannot be used"):
        assert cache.find(_inputs(file), _no) is None
    assert not path.exists()
    cache.keep(_inputs(file), dataset)
    assert _found(cache, file)


def test_damage_and_another_content_at_once_are_an_error(cache: Cache, file: Path) -> None:
    _keep(cache, file)
    path = _columns_file(cache)
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)

    def changed() -> Dataset:
        file.write_text(n_triples(10), encoding="utf-8")
        return load([file])

    kept = cache.find(_inputs(file), changed)
    assert kept is not None
    with pytest.warns(CacheWarning, match="damaged"), pytest.raises(SourceError, match="was changed"):
        kept.terms.texts_of(kept.columns["s"])


# a folder that cannot be used -----------------------------------------------------------------------------------------


def test_a_full_disk_is_a_remark(cache: Cache, file: Path) -> None:
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from tests.table.cache.test_cache import _keep, Cache\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "_keep(Cache(Path(sys.argv[1])), Path(sys.argv[2]))\n"
        "print('went on')\n"
    )
    if os.name == "nt":
        pytest.skip("limits of POSIX")
    done = _run(script, cache.folder.path, file)
    assert (done.returncode, done.stdout) == (0, "went on\n")
    assert "the columns cannot be kept (file too large)" in done.stderr
    assert sorted(path.name for path in cache.folder.path.iterdir()) == ["CACHEDIR.TAG"]


def _run(script: str, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=HERE.parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        **options,
    )


@pytest.mark.parametrize("inside", ["file", "file/below"], ids=str)
def test_a_folder_that_cannot_be_made_is_a_remark(tmp_path: Path, file: Path, inside: str) -> None:
    (tmp_path / "file").write_text("no folder")
    cache = Cache(tmp_path / inside)
    with pytest.warns(CacheWarning):
        _keep(cache, file)
    assert (tmp_path / "file").read_text() == "no folder"


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_a_folder_without_rights_is_a_remark() -> None:
    # where another user may look, as the folders of tests are closed to all others
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        folder, file = Path(made, "closed"), Path(made, "data.nt")
        folder.mkdir(mode=0o500)
        file.write_text(n_triples(100), encoding="utf-8")
        done = _without_rights(folder, file)
    assert (done.returncode, done.stdout) == (0, "went on\n"), done.stderr
    assert "the columns cannot be kept (permission denied)" in done.stderr


def _without_rights(folder: Path, file: Path) -> subprocess.CompletedProcess[str]:
    script = (
        "import os, sys, warnings\n"
        "from pathlib import Path\n"
        "from tests.table.cache.test_cache import _keep, Cache\n"
        # once before, as another user may not be able to import what is needed
        "_keep(Cache(Path(sys.argv[1]).parent / 'open'), Path(sys.argv[2]))\n"
        "if os.geteuid() == 0:\n"
        "    os.chown(sys.argv[1], 65534, 65534)\n"
        "    os.seteuid(65534)\n"
        "_keep(Cache(Path(sys.argv[1])), Path(sys.argv[2]))\n"
        "print('went on')\n"
    )
    return _run(script, folder, file)


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_a_folder_that_others_may_write_in_is_not_trusted(cache: Cache, file: Path) -> None:
    _keep(cache, file)
    cache.folder.path.chmod(0o777)
    with pytest.warns(CacheWarning, match="other users may write in it"):
        assert cache.find(_inputs(file), _no) is None


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="who may give files away")
def test_a_folder_of_another_user_is_not_trusted(cache: Cache, file: Path) -> None:
    _keep(cache, file)
    os.chown(cache.folder.path, 65534, 65534)
    with pytest.warns(CacheWarning, match="another user"):
        assert cache.find(_inputs(file), _no) is None


# the end of a process, and two of them --------------------------------------------------------------------------------

#: a process for each of some points of the writing, killed there; point 0 is never reached, and the points are counted.
#: They are forked from one that has loaded everything and has begun nothing
_KILLED = """
import warnings
# from Python 3.12 on a fork beside threads is warned of; none of them runs here
warnings.simplefilter("ignore", DeprecationWarning)
import os, signal, sys
from pathlib import Path
from tests.table.cache.test_cache import _keep, Cache
import kgtools.table.cache.file as file
import kgtools.table.cache.folder as folder
import pyarrow
point, passed = 0, 0
def counted(function):
    def call(*arguments, **options):
        global passed
        passed += 1
        if passed == point:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **options)
    return call
file._PIECE_BYTES = 1 << 14
file._Writer.put = counted(file._Writer.put)
for name in ("open", "fsync", "replace", "utime"):
    setattr(os, name, counted(getattr(os, name)))
folder._lock = counted(folder._lock)
for point in map(int, sys.argv[3:]):
    child = os.fork()
    if child == 0:
        _keep(Cache(Path(sys.argv[1]) / str(point)), Path(sys.argv[2]))
        print(passed, flush=True)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == (-9 if point else 0)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_kill_leaves_nothing_that_is_believed_and_nothing_for_long(tmp_path: Path, file: Path) -> None:
    whole = _run(_KILLED, tmp_path, file, 0)
    points = int(whole.stdout)
    assert points > 40, whole.stderr
    killed = range(1, points + 1, points // 20)
    assert len(killed) >= 20
    done = _run(_KILLED, tmp_path, file, *killed)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    expected = _texts(load([file]))
    left_over = 0
    for point in killed:
        cache = Cache(tmp_path / str(point))
        left_over += len(list(cache.folder.path.glob(".*.part")))
        kept = cache.find(_inputs(file), _no)
        if kept is not None:
            assert _texts(kept.dataset([str(file)])) == expected
        assert list(cache.folder.path.glob(".*.part")) == []
    assert left_over > 5


def test_what_another_process_still_writes_is_not_removed(cache: Cache, file: Path) -> None:
    cache.folder.prepare()
    with cache.folder.replacing("0" * 40) as stream:
        stream.write(b"begun")
        cache.folder.sweep()
        assert len(list(cache.folder.path.glob(".*.part"))) == 1
    assert (cache.folder.path / f"{'0' * 40}.columns").read_bytes() == b"begun"


def test_two_processes_at_once_do_each_other_no_harm(cache: Cache, file: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.table.cache.test_cache import _inputs, _keep, _no, _texts, Cache\n"
        "cache, file = Cache(Path(sys.argv[1])), Path(sys.argv[2])\n"
        "for _ in range(8):\n"
        "    expected = _texts(_keep(cache, file))\n"
        "    kept = cache.find(_inputs(file), _no)\n"
        "    assert kept is None or _texts(kept.dataset([str(file)])) == expected\n"
        "    cache.folder.clear()\n"
    )
    command = [sys.executable, "-c", script, str(cache.folder.path), str(file)]
    pair = [subprocess.Popen(command, cwd=HERE.parents[2], stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ended = [(process.communicate(timeout=100)[1], process.returncode) for process in pair]
    assert [code for _, code in ended] == [0, 0], ended
    assert not any("Traceback" in said for said, _ in ended)


# later, and its size --------------------------------------------------------------------------------------------------


def test_what_waits_is_written_when_it_is_said(tmp_path: Path, file: Path) -> None:
    cache = Cache(tmp_path / "cache", later=True)
    _keep(cache, file)
    assert cache.has_pending
    assert cache.folder.entries() == []
    told: list[float | None] = []
    cache.write_pending(lambda phase, share: told.append(share))
    assert not cache.has_pending
    assert told == sorted(share for share in told if share is not None)
    assert _found(cache, file)


def test_an_interrupt_while_it_is_written_leaves_nothing(tmp_path: Path, file: Path) -> None:
    cache = Cache(tmp_path / "cache", later=True)
    _keep(cache, file)

    def check() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.write_pending(check=check)
    assert [path.name for path in cache.folder.path.iterdir()] == ["CACHEDIR.TAG"]


def test_what_was_used_least_recently_goes_first(tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.nt" for n in range(3)]
    cache = Cache(tmp_path / "cache")
    for file in files:
        file.write_text(n_triples(50), encoding="utf-8")
        _keep(cache, file)
    for n, entry in enumerate(reversed(cache.folder.entries())):
        os.utime(entry.path, (n, n))
    size = cache.folder.entries()[0].size
    smaller = Cache(tmp_path / "cache", limit=size * 5 // 2)
    assert smaller.find(_inputs(files[0]), _no) is not None
    new = tmp_path / "new.nt"
    new.write_text(n_triples(50), encoding="utf-8")
    _keep(smaller, new)
    names = {name for entry in cache.folder.entries() for name in cache.folder.inputs_of(entry)}
    assert names == {str(files[0]), str(new)}


def test_what_is_larger_than_all_that_may_be_kept_is_not_kept(tmp_path: Path, file: Path) -> None:
    cache = Cache(tmp_path / "cache", limit=1000)
    _keep(cache, file)
    assert cache.folder.entries() == []


# the cache in force ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["off", "OFF"], ids=str)
def test_the_environment_turns_the_cache_off(word: str) -> None:
    assert Cache.in_force(environ={"KGTOOLS_CACHE": word}) is None


def test_a_folder_that_is_named_goes_before_the_environment(tmp_path: Path) -> None:
    found = Cache.in_force(tmp_path, environ={"KGTOOLS_CACHE": "off"})
    assert found is not None
    assert found.folder.path == tmp_path


@pytest.mark.parametrize(
    ("text", "size"),
    [("", module.DEFAULT_LIMIT_BYTES), ("5", 5), ("3k", 3 << 10), ("500M", 500 << 20), ("2G", 2 << 30)],
    ids=str,
)
def test_the_size_is_that_of_the_environment(text: str, size: int) -> None:
    found = Cache.in_force(environ={"KGTOOLS_CACHE": "/tmp/x", "KGTOOLS_CACHE_SIZE": text})
    assert found is not None
    assert found.folder.limit == size


@pytest.mark.parametrize("text", ["big", "5X", "-1", "G", "1.5G"], ids=str)
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="KGTOOLS_CACHE_SIZE"):
        Cache.in_force(environ={"KGTOOLS_CACHE": "/tmp/x", "KGTOOLS_CACHE_SIZE": text})
