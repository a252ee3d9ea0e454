"""Run clang-tidy over the sources of a build, skipping those that passed before.

Usage: tidy.py BUILD_DIR

Most of the time goes into headers, so the files of one library are read as one, up to two dozen together, and one by one only when
they do not compile together. A group's key is a hash of its files, of the project's headers they include (as ninja recorded them),
of their compile commands and of .clang-tidy; what passed leaves its key in BUILD_DIR/lint/tidy. A group is read whole or not at
all, since a file may shadow a name of another: what a fresh checkout finds is found here too. Tests are left to the compiler.
"""

import collections
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

CLANG_TIDY = ["clang-tidy-14", "--quiet", "--extra-arg=-Wno-unknown-warning-option"]
ROOT = pathlib.Path.cwd()
CHECKED = re.compile(r"^(host|jobs|kernels)/.*\.cpp$|^build[^/]*/kernels/cpu/.*\.cpp$")
TOGETHER = 24  # files read as one

Source = collections.namedtuple("Source", "path flags digest")


@functools.cache  # most objects include the same files
def own_file(build, name):
    """The project's file of this name, None for one of another's."""
    file = pathlib.Path(build, name).resolve()
    return file if file.is_relative_to(ROOT) and not file.is_relative_to(ROOT / ".deps") else None


def included(build):
    """Map each object file to the project's files that it was made from."""
    text = subprocess.run(["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True, check=True).stdout
    found = {}
    for block in text.split("\n\n"):
        lines = block.strip().splitlines()
        if lines and ": #deps" in lines[0]:
            own = {own_file(build, line.strip()) for line in lines[1:]}
            found[lines[0].split(": #deps")[0]] = sorted(own - {None})
    return found


def parts(file):
    """The sources that a compiler reads for this one: those that a file of several includes."""
    if "/unity/" not in str(file):
        return [file]
    return [ROOT / path for path in re.findall(r'^#include "(.*)"$', file.read_text(), re.MULTILINE)]


def sources(build):
    """Yield each source that is checked, with its compiler flags and a digest of all that decides what is found in it."""
    headers = included(build)
    rules = (ROOT / ".clang-tidy").read_bytes()
    for entry in json.loads((build / "compile_commands.json").read_text()):
        for path in parts(pathlib.Path(entry["file"])):
            if not path.is_relative_to(ROOT) or not CHECKED.match(str(path.relative_to(ROOT))):
                continue
            flags, output = re.match(r"(.*) -o (\S+) -c \S+$", entry["command"]).groups()
            digest = hashlib.sha256(rules + flags.encode())
            for file in [path, *headers.get(output, [])]:
                digest.update(file.read_bytes())
            yield Source(path, flags, digest.hexdigest())


def tidy(folder, paths, flags):
    """Check paths as one file; return whether it compiled, whether it is clean, and what was said."""
    one = folder / (hashlib.sha256("".join(map(str, paths)).encode()).hexdigest()[:12] + ".cpp")
    one.write_text("".join(f'#include "{path}"\n' for path in paths))
    database = folder / one.stem
    database.mkdir(exist_ok=True)
    entry = {"directory": str(folder), "file": str(one), "command": f"{flags} -c {one}"}
    (database / "compile_commands.json").write_text(json.dumps([entry]))
    answer = subprocess.run([*CLANG_TIDY, "-p", str(database), str(one)], capture_output=True, text=True, check=False)
    compiled = "[clang-diagnostic-error]" not in answer.stdout
    return compiled, answer.returncode == 0, answer.stdout or answer.stderr


def check(folder, group):
    """Check sources of one library; return what was found in them, "" when nothing was."""
    compiled, clean, text = tidy(folder, [source.path for source in group], group[0].flags)
    if not compiled and len(group) > 1:
        return "".join(check(folder, [source]) for source in group)
    return "" if clean else text or "clang-tidy failed without a word\n"


def main(build):
    passed, folder = build / "lint" / "tidy", build / "lint" / "together"
    passed.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    libraries = collections.defaultdict(list)
    for source in sorted(sources(build)):
        libraries[source.flags, source.path.parent].append(source)
    waiting = {}
    for files in libraries.values():
        for group in (files[i : i + TOGETHER] for i in range(0, len(files), TOGETHER)):
            mark = passed / hashlib.sha256("".join(source.digest for source in group).encode()).hexdigest()
            if not mark.exists():
                waiting[mark] = group
    waiting = dict(sorted(waiting.items(), key=lambda item: -len(item[1])))  # so that no core is idle for long at the end
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = 0
        for mark, text in zip(waiting, pool.map(lambda group: check(folder, group), waiting.values())):
            print(text, end="", flush=True)
            findings += len(re.findall(r" (?:error|warning): .*\]$", text, re.MULTILINE))
            if not text:
                mark.touch()
    print(f"clang-tidy: {sum(map(len, waiting.values()))} files checked, {findings} findings")
    return 0 if all(mark.exists() for mark in waiting) else 1


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
