"""Studies with an end by time, and grids too large to be made."""

import json
import os

from studies import expect_whole, start, trials_in, write_study


def test_a_study_whose_time_is_up_ends_well_and_says_so(trainyard, tmp_path):
    config = write_study(tmp_path, 100_000, 5, "random", change=lambda text: text.replace("sampler:", "timeout: 1s\n  sampler:"))
    for words in [], ["--workers", 2]:
        done = trainyard.run("run", config, "--results", f"results{len(words)}", "--json", *words)
        assert done.returncode == 0, done.stderr
        summary = json.loads(done.stdout)
        run, finished = summary["run"], len(trials_in(summary["run"]))
        assert 1 <= finished < 100_000
        assert f"search.timeout ended the study after {finished} of 100000 trials" in done.stderr
        assert summary["search"] == {"trials": finished, "of": 100_000, "cut_by_timeout": True}
        assert summary["best"]["trial"] < finished and summary["metrics"]["test"] is not None, "the best so far is trained and evaluated"
        expect_whole(trainyard, run, finished)


def peak_memory(trainyard, *words):
    """Bytes, of a program that has to end well; and what it said."""
    process = start(trainyard, *words)
    said = process.stderr.read()
    process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, said
    return usage.ru_maxrss * 1024, said


def test_a_grid_of_a_million_points_is_never_made(trainyard, tmp_path):
    def grid(space):
        return lambda text: text[: text.index("  sampler")] + f"  sampler: grid\n  timeout: 1s\n  space: {space}\n"

    def searched(name, space):
        config = write_study(tmp_path, 1, 3, name=f"{name}.yaml", change=grid(space))
        return peak_memory(trainyard, "sweep", config, "--results", name, "--threads", 1)

    few, _ = searched("few", "{max_depth: {int: [1, 4]}}")
    many, said = searched("many", "{max_depth: {int: [1, 10]}, max_bin: {int: [2, 101]}, max_leaves: {int: [2, 1001]}}")
    assert "of 1000000 trials" in said
    assert many < few + (32 << 20), "a million points are in memory"
