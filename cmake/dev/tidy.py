"""Run clang-tidy over the sources of a build, skipping those that passed before.

Usage: tidy.py BUILD_DIR

A file's key is a hash of itself, of the project's headers it includes (as ninja recorded them), of its compile command and
of .clang-tidy; what passed leaves its key in BUILD_DIR/lint/tidy. Tests are left to the compiler and cppcheck.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

CLANG_TIDY = "clang-tidy-14"
ROOT = pathlib.Path.cwd()
CHECKED = re.compile(r"^(host|jobs|kernels)/.*\.cpp$|^build[^/]*/kernels/cpu/.*\.cpp$")


def commands(build):
    """Yield (source, object file, command) for each source that is checked."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = pathlib.Path(entry["file"])
        if not source.is_relative_to(ROOT) or not CHECKED.match(str(source.relative_to(ROOT))):
            continue
        output = re.search(r" -o (\S+)", entry["command"]).group(1)
        yield source, output, entry["command"]


def included(build):
    """Map each object file to the project's files that it was made from."""
    text = subprocess.run(["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True, check=True).stdout
    found = {}
    for block in text.split("\n\n"):
        lines = block.strip().splitlines()
        if not lines or ": #deps" not in lines[0]:
            continue
        files = [pathlib.Path(build, line.strip()).resolve() for line in lines[1:]]
        own = [file for file in files if file.is_relative_to(ROOT) and not file.is_relative_to(ROOT / ".deps")]
        found[lines[0].split(": #deps")[0]] = sorted(own)
    return found


def key(source, command, headers, rules):
    digest = hashlib.sha256(rules + command.encode())
    for file in [source, *headers]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def check(build, source):
    arguments = [CLANG_TIDY, "--quiet", "--extra-arg=-Wno-unknown-warning-option", "-p", str(build), str(source)]
    answer = subprocess.run(arguments, capture_output=True, text=True, check=False)
    return answer.returncode == 0, answer.stdout + ("" if answer.returncode == 0 else answer.stderr)


def main(build):
    passed = build / "lint" / "tidy"
    passed.mkdir(parents=True, exist_ok=True)
    headers = included(build)
    rules = (ROOT / ".clang-tidy").read_bytes()
    waiting = {}
    for source, output, command in commands(build):
        mark = passed / key(source, command, headers.get(output, []), rules)
        if not mark.exists():
            waiting[source] = mark
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(check, build, source): source for source in waiting}
        for done in concurrent.futures.as_completed(running):
            clean, text = done.result()
            if clean:
                waiting[running[done]].touch()
            else:
                failed += 1
                print(text, flush=True)
    print(f"clang-tidy: {len(waiting)} files checked, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
