"""What `rlmprov collect` takes from homes that do not want to be collected."""

import io
import os
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from rlmprov_class import collect as module
from rlmprov_class.collect import collect, user_of


class Collect(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.homes = self.folder / "homes"
        self.ann = self.homes / "ann"
        self.ann.mkdir(parents=True)

    def collected(self, path):
        """The members of the archive with their content, and what was found of the first user."""
        written = io.BytesIO()
        with tarfile.open(fileobj=written, mode="w|", format=tarfile.PAX_FORMAT) as archive:
            self.found = collect(self.homes, path, archive)
        written.seek(0)
        with tarfile.open(fileobj=written) as archive:
            return {member.name: archive.extractfile(member).read() for member in archive}

    def test_everybodys_copy_and_who_has_none(self):
        ben = self.homes / "ben-2dj-40x"
        ben.mkdir()
        (self.ann / "sheet.ipynb").write_text("ann's")
        (ben / "sheet.ipynb").write_text("ben's")
        (self.homes / "zoe").mkdir()
        self.assertEqual(
            self.collected("sheet.ipynb"),
            {"ann/sheet.ipynb": b"ann's", "ben-j@x/sheet.ipynb": b"ben's"},
        )
        self.assertEqual(
            [(home.user, home.files, home.left_out) for home in self.found],
            [("ann", 1, []), ("ben-j@x", 1, []), ("zoe", 0, [])],
        )

    def test_a_folder_without_what_is_hidden(self):
        (self.ann / "lab/.ipynb_checkpoints").mkdir(parents=True)
        (self.ann / "lab/.ipynb_checkpoints/a.ipynb").touch()
        (self.ann / "lab/a.ipynb").write_text("a")
        (self.ann / "lab/data").mkdir()
        (self.ann / "lab/data/x.csv").write_text("1")
        self.assertEqual(
            self.collected("lab"), {"ann/lab/a.ipynb": b"a", "ann/lab/data/x.csv": b"1"}
        )

    def test_no_link_is_followed_wherever_it_stands(self):
        ben = self.homes / "ben"
        (ben / "work").mkdir(parents=True)
        (ben / "work/sheet.ipynb").write_text("ben's")
        (self.ann / "sheet.ipynb").symlink_to("/etc/passwd")
        (self.ann / "work").symlink_to(ben / "work")
        (self.ann / "lab").mkdir()
        (self.ann / "lab/ben").symlink_to(ben)
        self.assertEqual(self.collected("sheet.ipynb"), {})
        self.assertEqual(self.found[0].left_out, ["sheet.ipynb: a symbolic link"])
        self.assertEqual(self.collected("work/sheet.ipynb"), {"ben/work/sheet.ipynb": b"ben's"})
        self.assertEqual(self.found[0].left_out, ["work/sheet.ipynb: not a directory"])
        self.assertEqual(self.collected("lab"), {})
        self.assertEqual(self.found[0].left_out, ["lab/ben: a symbolic link"])

    def test_pipes_devices_and_endless_files_are_left_out(self):
        os.mkfifo(self.ann / "pipe")
        with (self.ann / "huge").open("wb") as sparse:
            sparse.truncate(1 << 40)
        self.assertEqual(self.collected("pipe"), {})
        self.assertEqual(self.found[0].left_out, ["pipe: no regular file"])
        self.assertEqual(self.collected("huge"), {})
        self.assertIn("too large (1048576 MiB)", self.found[0].left_out[0])

    def test_a_pipe_that_takes_the_place_of_a_file_holds_nobody_up(self):
        os.mkfifo(self.ann / "sheet")
        with mock.patch.object(module.stat, "S_ISREG", side_effect=[True, False]):
            self.assertEqual(self.collected("sheet"), {})
        self.assertEqual(self.found[0].left_out, ["sheet: no regular file"])

    def test_names_that_harm_terminals_and_other_systems_are_left_out(self):
        lab = self.ann / "lab"
        lab.mkdir()
        for name in (b"a\nb", b"\x1b[2J", b"a\\b", b"\xff", "\u202eevil".encode(), b"x" * 201):
            Path(os.fsdecode(os.fsencode(lab) + b"/" + name)).touch()
        (lab / "Übung 1.ipynb").write_text("good")
        self.assertEqual(self.collected("lab"), {"ann/lab/Übung 1.ipynb": b"good"})
        self.assertEqual(len(self.found[0].left_out), 6)
        for reason in self.found[0].left_out:
            self.assertTrue(reason.isascii() and reason.isprintable(), reason)

    def test_depth_is_bounded(self):
        deep = self.ann.joinpath("lab", *["d"] * 20)
        deep.mkdir(parents=True)
        (deep / "x").touch()
        self.assertEqual(self.collected("lab"), {})
        self.assertRegex(self.found[0].left_out[0], "^lab(/d)+: too deep$")

    def test_number_and_size_of_files_and_the_report_are_bounded(self):
        many = self.ann / "lab"
        many.mkdir()
        for number in range(module.MOST_FILES + 50):
            (many / f"{number}").touch()
        self.assertEqual(len(self.collected("lab")), module.MOST_FILES)
        self.assertIn(f"more than {module.MOST_FILES} files", self.found[0].left_out[0])
        self.assertEqual(len(self.found[0].left_out), module.MOST_REASONS + 1)
        self.assertEqual(self.found[0].left_out[-1], "and more")
        with mock.patch.object(module, "LARGEST_HOME", 5):
            (self.ann / "data").mkdir()
            for name in "ab":
                (self.ann / "data" / name).write_text("123")
            self.assertEqual(len(self.collected("data")), 1)
        with mock.patch.object(module, "MOST_ENTRIES", 10):
            self.assertEqual(len(self.collected("lab")), 10)

    def test_what_cannot_be_read_does_not_keep_the_others_from_it(self):
        (self.ann / "lab").mkdir()
        (self.ann / "lab/b").write_text("b")
        (self.ann / "lab/a").write_text("a")
        real = os.open

        def refuse(name, *args, **kwargs):
            if name == "a":
                raise PermissionError(13, "Permission denied")
            return real(name, *args, **kwargs)

        with mock.patch.object(module.os, "open", refuse):
            self.assertEqual(self.collected("lab"), {"ann/lab/b": b"b"})
        self.assertEqual(self.found[0].left_out, ["lab/a: permission denied"])

    def test_a_name_of_a_volume_is_a_user(self):
        self.assertEqual(user_of("anna-2db"), "anna-b")
        self.assertEqual(user_of("anna-40example-2eorg"), "anna@example.org")

    def test_the_program_writes_an_archive_that_ends_with_the_report(self):
        program = (
            "import sys, pathlib, rlmprov_class.collect as c;"
            f"c.Path = lambda _: pathlib.Path({str(self.homes)!r}); c.main()"
        )
        (self.ann / "a").write_text("1")
        run = subprocess.run([sys.executable, "-c", program, "a"], check=True, capture_output=True)
        with tarfile.open(fileobj=io.BytesIO(run.stdout)) as archive:
            self.assertEqual(archive.getnames(), ["ann/a", "report.json"])
            report = archive.extractfile("report.json").read()
        self.assertEqual(
            report, b'{"users": [{"name": "ann", "files": 1, "bytes": 1, "leftOut": []}]}'
        )
