"""The program halted in the midst of its work. A signal to a program that runs is a race with its end; one that is halted can be looked at
first, and where it had come too far on a quick machine, the test starts again with more work."""

import contextlib
import os
import shutil
import signal
import time

PATIENCE = 600  # seconds for what takes one or two, so that a program that hangs does not outlive its test


@contextlib.contextmanager
def halted(process, begun):
    """Lets the process run until `begun()`, then halts it (SIGSTOP), unless it ended before. It is killed on leaving."""
    try:
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and not begun():
            assert time.monotonic() < deadline, "the program has not begun what the test waits for"
            time.sleep(0.005)
        process.send_signal(signal.SIGSTOP)
        if process.returncode is None:
            os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            process.poll()
        yield process
    finally:
        process.kill()
        process.wait()


def interrupted(process, sign):
    """Sends the signal to a halted process and lets it go on. Returns its exit code and what it wrote to its pipes."""
    process.send_signal(sign)
    process.send_signal(signal.SIGCONT)
    printed = process.communicate(timeout=PATIENCE)
    return process.returncode, printed


def finished_trials(results):
    return list(results.glob("experiments/*/runs/.pending/*/trials/*.json"))


def interrupted_search(start, results, sign=signal.SIGTERM, after=1):
    """Starts a search by `start(trials)` and sends it the signal when some trials are done and at least half are to come. Returns how many
    trials it had, its exit code, and what it wrote to its pipes."""
    for trials in 20, 80, 320, 1280, 5120:
        shutil.rmtree(results, ignore_errors=True)
        with halted(start(trials), lambda: len(finished_trials(results)) >= after) as process:
            assert process.returncode in (None, 0), process.communicate()
            if process.returncode is None and after <= len(finished_trials(results)) <= trials / 2:
                return trials, *interrupted(process, sign)
    raise AssertionError("the search cannot be made long enough to be interrupted")
