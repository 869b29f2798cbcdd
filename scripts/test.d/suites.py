#!/usr/bin/env python3
"""Runs the tests of a bundle that swift build has made. Each suite has a process of its own, and as
many run at once as there are processors, but those that measure time one after the other before.

What fails beside others runs again by itself, which is said; what fails then has failed. A suite
that does not end, or passes fewer tests than it lists, has failed too. Exit codes: 0 all passed; 1
not all."""

import argparse
import concurrent.futures
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

LIBRARY = ["--testing-library", "swift-testing"]
# The time limit of a suite in seconds: ten times that of the slowest.
LIMIT = 600


def suites_of(bundle, wanted, unwanted):
    """The number of selected tests in each suite."""
    listed = subprocess.run(
        [bundle, *LIBRARY, "--list-tests"], stdout=subprocess.PIPE, text=True, check=True)
    suites = {}
    for test in listed.stdout.splitlines():
        suite = test.split("/")[0]
        if re.search(wanted, suite) and not (unwanted and re.search(unwanted, test)):
            suites[suite] = suites.get(suite, 0) + 1
    return suites


class Runner:
    def __init__(self, bundle, suites, unwanted):
        self.bundle, self.suites, self.unwanted = bundle, suites, unwanted
        self.began = time.monotonic()
        self.seconds = 0.0

    def trouble(self, suite):
        """The output and the error of a suite that fails; None if it passes."""
        command = [self.bundle, *LIBRARY, "--no-parallel"]
        command += ["--filter", f"^{re.escape(suite)}(/|$)"]
        command += ["--skip", self.unwanted] if self.unwanted else []
        with tempfile.TemporaryFile("w+", errors="replace") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
            try:
                process.wait(LIMIT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            log.seek(0)
            text = log.read()
        passed = re.search(r"Test run with (\d+) tests? .* passed", text)
        count = self.suites[suite]
        if process.returncode == 0 and passed and int(passed[1]) == count:
            return None
        many = f"{passed[1] if passed else 'not all'} of {count} tests passed"
        return f"{text}\n{suite}: {many}, exit {process.returncode}\n"

    def run(self, suites, at_once):
        """The errors of the suites that failed."""
        failed = []
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            for suite, trouble in zip(suites, pool.map(self.trouble, suites)):
                if trouble:
                    sys.stderr.write(trouble)
                    failed.append(suite)
        return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle")
    parser.add_argument("--filter", default="", help="the suites, as TARGET.SUITE")
    parser.add_argument("--skip", default="", help="tests, as TARGET.SUITE/TEST")
    parser.add_argument("--alone", default="$^", help="suites that have the machine for themselves")
    options = parser.parse_args()

    suites = suites_of(options.bundle, options.filter, options.skip)
    if not suites:
        sys.exit("no test is of that name")
    # Tests send signals, which a script that runs in the background, or under nohup, ignores.
    for ignored in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(ignored, signal.SIG_DFL)
    began = time.monotonic()
    alone = [suite for suite in suites if re.search(options.alone, suite)]
    runner = Runner(options.bundle, suites, options.skip)
    failed = runner.run(alone, 1)
    failed += runner.run([suite for suite in suites if suite not in alone], os.cpu_count())
    if failed:
        print("once more, by itself:", *failed, file=sys.stderr)
        failed = runner.run(failed, 1)
    if failed:
        sys.exit("failed: " + " ".join(failed))
    print(f"   {sum(suites.values())} tests of {len(suites)} suites passed after"
          f" {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
