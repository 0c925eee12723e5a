"""What becomes of the file that a teacher's command writes."""

import os
import tempfile
import unittest
from pathlib import Path

from rlmprov_hub.announcement import LONGEST, identified, read, since


class Announcement(unittest.TestCase):
    def setUp(self):
        self.file = Path(self.enterContext(tempfile.TemporaryDirectory()), "announcement")

    def said(self, raw):
        self.file.write_bytes(raw)
        return read(self.file)

    def test_the_text_with_its_lines(self):
        self.assertEqual(self.said("Break until 11:15.\nÜbung 2 is out.\n".encode()),
                         "Break until 11:15.\nÜbung 2 is out.")  # fmt: skip

    def test_none_without_a_file_and_if_it_is_blank(self):
        self.assertEqual(read(self.file), "")
        self.assertEqual(self.said(b""), "")
        self.assertEqual(self.said(b" \n\t\n"), "")

    def test_a_new_text_is_seen_at_once(self):
        self.assertEqual(self.said(b"one"), "one")
        self.assertEqual(self.said(b"two"), "two")

    def test_editors_of_windows(self):
        self.assertEqual(self.said("\ufeffa\r\nb".encode()), "a\nb")

    def test_control_characters_and_broken_utf_8_do_no_harm(self):
        self.assertEqual(self.said(b"a\x00\x1b[31mb\xff"), "a[31mb\ufffd")

    def test_a_long_one_is_cut(self):
        said = self.said("é".encode() * 10 * LONGEST)
        self.assertEqual(said, "é" * (LONGEST - 1) + "…")

    def test_the_longest_is_whole(self):
        self.assertEqual(self.said("😀".encode() * LONGEST), "😀" * LONGEST)

    def test_the_same_file_shared_again_is_news_again(self):
        self.assertEqual(since(self.file), 0)
        first = identified(self.said(b"Shared: a.ipynb"), since(self.file))
        self.assertEqual(first["text"], "Shared: a.ipynb")
        self.assertEqual(first, identified(read(self.file), since(self.file)))
        os.utime(self.file, ns=(0, since(self.file) + 10**9))
        self.assertNotEqual(first["id"], identified(read(self.file), since(self.file))["id"])

    def test_what_cannot_be_read_is_none_and_is_logged(self):
        self.file.mkdir()
        with self.assertLogs("traitlets", "WARNING") as log:
            self.assertEqual(read(self.file), "")
        self.assertIn("cannot be read", log.output[0])
