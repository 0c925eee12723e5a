"""A home without room: kernels start, and the user reads why nothing is saved; run by itself."""

import unittest

from lab import HOME, Lab
from rlmprov_singleuser.disk import FULL, full


class FullHome(unittest.TestCase):
    def setUp(self):
        (HOME / ".ipython").mkdir(exist_ok=True)  # the user has been here before
        self.filler = HOME / "filler"
        self.assertFalse(full(), "run it in a home of a few megabytes")
        with self.filler.open("wb", buffering=0) as filler, self.assertRaises(OSError):
            while True:
                filler.write(b"\0" * 4096)
        self.addCleanup(self.filler.unlink, missing_ok=True)
        self.assertTrue(full())

    def test_a_kernel_starts_and_tells_it_once(self):
        with Lab() as lab:
            first, second = lab.run("print(1 + 1)", "print(2 + 2)")
        self.assertIn(FULL, first)
        self.assertIn("2", first)
        self.assertEqual(second, "4")

    def test_saving_says_why_it_fails_and_works_once_there_is_room(self):
        file = {"type": "file", "format": "text", "content": "x" * 9000}
        with Lab() as lab:
            refused = lab.ask("PUT", "/api/contents/a.txt", json=file)
            self.assertEqual((refused.status_code, refused.json()["message"]), (507, FULL))
            # As in the file browser. A trash would need room and give none.
            self.assertEqual(lab.ask("DELETE", "/api/contents/filler").status_code, 204)
            saved = lab.ask("PUT", "/api/contents/a.txt", json=file)
            self.assertLess(saved.status_code, 300)
            (printed,) = lab.run("print(5)")
            self.assertEqual(printed, "5")


if __name__ == "__main__":
    unittest.main()
