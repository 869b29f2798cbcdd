"""Runs a command and says what it took: once.py TIMES CORES OUT ERR COMMAND…

One line a run: exit status, wall seconds, CPU seconds, peak KB. CORES is "all" or numbers with
commas. It is a process of its own and small, because Linux counts the memory that a process had
before exec into its peak. Run it by python3 -I -S.
"""

import os
import sys
import time


def run(cores, out, err, command):
    started = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        try:
            if cores:
                os.sched_setaffinity(0, cores)
            os.dup2(out, 1)
            os.dup2(err, 2)
            os.execvp(command[0], command)
        finally:
            os._exit(127)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    print(code, f"{wall:.6f} {usage.ru_utime + usage.ru_stime:.6f}", usage.ru_maxrss)


def main():
    times, cores, out, err = sys.argv[1:5]
    cores = None if cores == "all" else [int(core) for core in cores.split(",")]
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    out, err = os.open(out, flags, 0o666), os.open(err, flags, 0o666)
    for _ in range(int(times)):
        run(cores, out, err, sys.argv[5:])


main()
