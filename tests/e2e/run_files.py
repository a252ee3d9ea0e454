"""What equal runs have equal: every byte of a file, but the times of a trial."""

import json


def contents(path):
    if path.parent.name != "trials":
        return path.read_bytes()
    trial = json.loads(path.read_text())
    assert trial.pop("start_time") <= trial.pop("end_time")
    return json.dumps(trial).encode()
