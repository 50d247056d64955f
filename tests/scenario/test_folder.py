"""The folder on disk: only named, plain, small files are read, and whatever else lies there is named."""

import contextlib
import os
import socket
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from exercise.scenario.faults import Fault
from exercise.scenario.folder import LARGEST, MOST_FILES, files_of
from exercise.scenario.library import find_folder, read_later, read_scenario, scenario_folders
from exercise.scenario.reading import digest_of
from tests.scenario.copies import copied, faults_of, only, refused

NOBODY = 65534


def fault_of(folder: Path) -> Fault:
    return only(refused(lambda: files_of(folder)))


@pytest.mark.parametrize("name", ["practice", "dprk-deployment"])
def test_the_shipped_scenarios_are_read(name):
    assert read_scenario(scenario_folders()[name]).id == name


def test_files_come_sorted_by_their_names_below_the_folder(tmp_path):
    found = files_of(copied(tmp_path))
    assert list(found) == sorted(found)
    assert "tables/danger.csv" in found


def test_a_link_is_not_followed_even_to_a_file_of_the_scenario(tmp_path):
    folder = copied(tmp_path)
    (folder / "claims.csv").rename(tmp_path / "claims.csv")
    (folder / "claims.csv").symlink_to(tmp_path / "claims.csv")
    fault = fault_of(folder)
    assert (fault.file, fault.code) == ("claims.csv", "file-link")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    folder = copied(tmp_path)
    (folder / "tables" / "passwords.csv").symlink_to("../../../../../../etc/passwd")
    fault = fault_of(folder)
    assert (fault.file, fault.code) == ("tables/passwords.csv", "file-link")


def test_a_link_to_a_folder_of_tables_is_not_followed(tmp_path):
    folder = copied(tmp_path)
    (folder / "tables").rename(tmp_path / "tables")
    (folder / "tables").symlink_to(tmp_path / "tables")
    fault = fault_of(folder)
    assert (fault.file, fault.code) == ("tables", "file-link")


def test_a_dangling_link_is_a_link(tmp_path):
    folder = copied(tmp_path)
    (folder / "later.csv").symlink_to(tmp_path / "nowhere")
    assert fault_of(folder).code == "file-link"


def test_no_table_can_be_named_out_of_the_folder(tmp_path):
    folder = copied(tmp_path)
    text = (folder / "scenario.yaml").read_text()
    (folder / "scenario.yaml").write_text(text.replace("  danger: {kind: modifier}", "  ../../etc: {kind: modifier}"))
    assert any(fault.file == "scenario.yaml" and fault.code.startswith("form") for fault in faults_of(folder))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    folder = copied(tmp_path)
    (folder / "checks.yaml").unlink()
    os.mkfifo(folder / "checks.yaml")
    before = time.monotonic()
    fault = fault_of(folder)
    assert (fault.file, fault.code) == ("checks.yaml", "file-kind")
    assert time.monotonic() - before < 5


def test_a_socket_is_refused():
    with tempfile.TemporaryDirectory() as short, contextlib.closing(socket.socket(socket.AF_UNIX)) as listening:
        folder = copied(Path(short))
        (folder / "checks.yaml").unlink()
        listening.bind(str(folder / "checks.yaml"))
        fault = fault_of(folder)
    assert fault.file == "checks.yaml"
    assert fault.code in {"file-kind", "file-unreadable"}


def test_a_folder_named_scenario_yaml_is_refused(tmp_path):
    folder = copied(tmp_path)
    (folder / "scenario.yaml").unlink()
    (folder / "scenario.yaml").mkdir()
    fault = fault_of(folder)
    assert (fault.file, fault.code) == ("scenario.yaml", "file-kind")


def test_a_file_named_tables_is_refused(tmp_path):
    folder = copied(tmp_path)
    for path in (folder / "tables").iterdir():
        path.unlink()
    (folder / "tables").rmdir()
    (folder / "tables").write_text("rule\n")
    fault = fault_of(folder)
    assert (fault.file, fault.code) == ("tables", "file-unknown")


def test_a_sparse_file_of_a_hundred_megabytes_is_refused_unread(tmp_path):
    folder = copied(tmp_path)
    with (folder / "cases.yaml").open("wb") as stream:
        stream.truncate(100_000_000)
    before = time.process_time()
    fault = fault_of(folder)
    assert (fault.file, fault.code, fault.seen) == ("cases.yaml", "file-large", "100,000,000 bytes")
    assert time.process_time() - before < 0.5


def test_a_megabyte_is_read_and_one_byte_more_is_not(tmp_path):
    folder = copied(tmp_path)
    (folder / "later.csv").write_bytes(b" " * LARGEST)
    assert len(files_of(folder)["later.csv"]) == LARGEST
    (folder / "later.csv").write_bytes(b" " * (LARGEST + 1))
    assert fault_of(folder).code == "file-large"


def test_files_that_are_too_large_together_are_refused(tmp_path):
    folder = copied(tmp_path)
    for name in ("a", "b", "c"):
        (folder / "tables" / f"{name}.csv").write_bytes(b" " * 900_000)
    assert fault_of(folder).code == "files-large"


def test_an_unknown_file_is_named_with_the_nearest_right_name(tmp_path):
    folder = copied(tmp_path)
    (folder / "case.yaml").write_text("")
    (folder / "tables" / "danger.xlsx").write_text("")
    first, second = refused(lambda: files_of(folder))
    assert (first.file, first.code, first.mend) == ("case.yaml", "file-unknown", "did you mean 'cases.yaml'?")
    assert (second.file, second.code) == ("tables/danger.xlsx", "file-unknown")


def test_a_name_that_cannot_be_printed_is_shown_escaped(tmp_path):
    folder = copied(tmp_path)
    (folder / "a\u202eb\ud800.csv".encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")).write_text("")
    fault = fault_of(folder)
    assert fault.file.isprintable()
    str(fault).encode()


def test_hidden_files_of_editors_are_passed_over(tmp_path):
    folder = copied(tmp_path)
    (folder / ".scenario.yaml.swp").write_bytes(b"\x00")
    (folder / "tables" / ".~lock.danger.csv#").write_text("")
    assert read_scenario(folder).id == "practice"


def test_two_hundred_and_one_files_are_refused(tmp_path):
    folder = copied(tmp_path)
    for number in range(MOST_FILES + 1):
        (folder / "tables" / f"t{number}.csv").write_text("rule\n")
    assert fault_of(folder).code == "files-many"


def test_every_missing_file_is_named_at_once(tmp_path):
    (tmp_path / "empty").mkdir()
    faults = refused(lambda: files_of(tmp_path / "empty"))
    assert [(fault.file, fault.code) for fault in faults] == [
        (name, "file-missing")
        for name in ("assumptions.csv", "claims.csv", "debrief.yaml", "scenario.yaml", "variants.yaml")
    ]


def test_what_is_no_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "nothing", tmp_path / ("x" * 300)):
        assert fault_of(path).code == "folder"


@contextlib.contextmanager
def somebody_else() -> Iterator[None]:
    """Be a user without rights for a while; root may read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_what_may_not_be_read_is_refused_in_words():
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = copied(Path(place))
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        (folder / "claims.csv").chmod(0)
        with somebody_else():
            fault = fault_of(folder)
        assert (fault.file, fault.code) == ("claims.csv", "file-unreadable")
        assert "Permission denied" in fault.message
        (folder / "tables").chmod(0)
        with somebody_else():
            assert fault_of(folder).code == "folder"
        (folder / "tables").chmod(0o755)
        folder.chmod(0)
        with somebody_else():
            assert fault_of(folder).code == "folder"
        folder.chmod(stat.S_IRWXU)


def test_the_digest_leaves_later_facts_out_and_changes_with_any_other_byte(tmp_path):
    files = files_of(copied(tmp_path, "dprk-deployment"))
    digest = digest_of(files)
    assert digest == read_scenario(tmp_path / "dprk-deployment").digest
    assert digest_of({**files, "later.csv": b"anything"}) == digest
    assert digest_of({name: data for name, data in files.items() if name != "later.csv"}) == digest
    assert digest_of(dict(reversed(files.items()))) == digest
    for name, data in files.items():
        if name != "later.csv":
            at = len(data) // 2
            changed = {**files, name: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]}
            assert digest_of(changed) != digest, name
    renamed = {"tables/x.csv" if name == "tables/price.csv" else name: data for name, data in files.items()}
    assert digest_of(renamed) != digest


def test_later_facts_are_read_by_themselves(tmp_path):
    folder = copied(tmp_path, "dprk-deployment")
    assert len(read_later(folder)) > 3
    (folder / "later.csv").unlink()
    assert read_later(folder) == ()
    assert read_later(copied(tmp_path)) == ()


def test_a_scenario_is_found_by_id_or_by_folder_and_ones_own_folder_wins(tmp_path):
    own = copied(tmp_path)
    assert find_folder("practice") == scenario_folders()["practice"]
    assert find_folder("practice", tmp_path) == own
    assert find_folder(str(own)) == own


@pytest.mark.parametrize("name", ["practise", "dprk-deploymnt"])
def test_an_unknown_scenario_is_answered_with_the_nearest_one(name):
    fault = only(refused(lambda: find_folder(name)))
    assert fault.code == "scenario-unknown"
    assert fault.mend in {"did you mean 'practice'?", "did you mean 'dprk-deployment'?"}


@pytest.mark.parametrize("name", ["zzz", "", "x" * 5000, "a\x00b", "\ud800"])
def test_an_unknown_scenario_far_from_all_is_answered_with_all(name):
    fault = only(refused(lambda: find_folder(name, Path("nowhere"))))
    assert "dprk-deployment" in fault.mend
    assert "practice" in fault.mend
    str(fault).encode()
