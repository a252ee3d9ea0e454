"""Run clang-tidy over the sources of a build, skipping those that passed before.

Usage: tidy.py BUILD_DIR

A file's key is a hash of itself, of the project's headers it includes (as ninja recorded them), of its compile command and
of .clang-tidy; what passed leaves its key in BUILD_DIR/lint/tidy. Most of the time goes into headers, so the files of one
library are read as one, and one by one only when they do not compile together. Tests are left to the compiler.
"""

import collections
import concurrent.futures
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
TOGETHER = 12  # files read as one; more would leave a core idle at the end

Source = collections.namedtuple("Source", "path flags mark")


def included(build):
    """Map each object file to the project's files that it was made from."""
    text = subprocess.run(["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True, check=True).stdout
    found = {}
    for block in text.split("\n\n"):
        lines = block.strip().splitlines()
        if lines and ": #deps" in lines[0]:
            files = [pathlib.Path(build, line.strip()).resolve() for line in lines[1:]]
            own = [file for file in files if file.is_relative_to(ROOT) and not file.is_relative_to(ROOT / ".deps")]
            found[lines[0].split(": #deps")[0]] = sorted(own)
    return found


def sources(build, passed):
    """Yield each source that is checked, with its compiler flags and the mark that says it passed."""
    headers = included(build)
    rules = (ROOT / ".clang-tidy").read_bytes()
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if not path.is_relative_to(ROOT) or not CHECKED.match(str(path.relative_to(ROOT))):
            continue
        flags, output = re.match(r"(.*) -o (\S+) -c \S+$", entry["command"]).groups()
        digest = hashlib.sha256(rules + flags.encode())
        for file in [path, *headers.get(output, [])]:
            digest.update(file.read_bytes())
        yield Source(path, flags, passed / digest.hexdigest())


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
    """Check sources of one library; mark those that pass and return what was found in the others."""
    compiled, clean, text = tidy(folder, [source.path for source in group], group[0].flags)
    if not compiled and len(group) > 1:
        return "".join(check(folder, [source]) for source in group)
    if not clean:
        return text
    for source in group:
        source.mark.touch()
    return ""


def main(build):
    passed, folder = build / "lint" / "tidy", build / "lint" / "together"
    passed.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    waiting = collections.defaultdict(list)
    for source in sources(build, passed):
        if not source.mark.exists():
            waiting[source.flags, source.path.parent].append(source)
    groups = [files[i : i + TOGETHER] for files in waiting.values() for i in range(0, len(files), TOGETHER)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = 0
        for text in pool.map(lambda group: check(folder, group), groups):
            print(text, end="", flush=True)
            findings += len(re.findall(r" (?:error|warning): .*\]$", text, re.MULTILINE))
    print(f"clang-tidy: {sum(map(len, groups))} files checked, {findings} findings")
    return 1 if any(not source.mark.exists() for group in groups for source in group) else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
