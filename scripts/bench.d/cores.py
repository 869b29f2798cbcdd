"""Waits until the machine's two processors are independent cores, by cores.c."""

import subprocess

EACH, ALL = 2, 60  # seconds to wait at most: before a row, and in all


class Cores:
    def __init__(self, program):
        self.program = program  # cores.c, built; or "", where it cannot be
        self.looks = self.vain = 0
        self.left = ALL

    def wait(self):
        """Waits until they are, or for some seconds."""
        if not self.program:
            return
        self.looks += 1
        seconds = min(EACH, self.left)
        if subprocess.run([self.program, str(seconds)], stdout=subprocess.DEVNULL).returncode:
            self.vain += 1
            self.left -= seconds

    def note(self):
        if not self.program:
            return "whether two cores were two was not looked at: no C compiler"
        return (
            f"before {self.vain} of {self.looks} runs the cores of this machine were in each "
            "other's way: two threads of one, far from each other, or at work for others"
        )
