"""peer_sklearn.py FOLDER REPLICATES THREADS: scikit-learn's metrics of the rows, and of as many NumPy bootstrap samples; prints what both took.

Prints {"values": {metric: value}, "replicate": {metric: value with FOLDER/counts as weights}, "wall": [of the rows, of the samples], "cpu": the
same, "max_rss_kb": …} as JSON. With more than one thread the samples are shared out over forked processes, which see the same arrays.
"""

import json
import multiprocessing
import pathlib
import resource
import sys
import time

import generate
import numpy as np
from sklearn import metrics

FOLDER, REPLICATES, THREADS = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
ACTUAL, POSITIVE, DECIDED = generate.read(FOLDER)
ACTUAL, POSITIVE = ACTUAL.astype(np.int32), POSITIVE.astype(np.float64)


def scores(actual, positive, decided, weight=None):
    found = {
        "log_loss": metrics.log_loss(actual, positive, sample_weight=weight),
        "brier": metrics.brier_score_loss(actual, positive, sample_weight=weight),
        "roc_auc": metrics.roc_auc_score(actual, positive, sample_weight=weight),
        "pr_auc": metrics.average_precision_score(actual, positive, sample_weight=weight),
        "accuracy": metrics.accuracy_score(actual, decided, sample_weight=weight),
        "balanced_accuracy": metrics.balanced_accuracy_score(actual, decided, sample_weight=weight),
        "mcc": metrics.matthews_corrcoef(actual, decided, sample_weight=weight),
    }
    for suffix, average in (("", "binary"), ("_macro", "macro"), ("_weighted", "weighted")):  # three metrics at once
        three = metrics.precision_recall_fscore_support(actual, decided, average=average, sample_weight=weight, zero_division=0)[:3]
        found |= dict(zip([name + suffix for name in ("precision", "recall", "f1")], three))
    return {name: float(value) for name, value in found.items()}


def sample(seed):
    """One bootstrap sample's metrics: rows drawn with replacement."""
    drawn = np.random.default_rng(seed).integers(0, len(ACTUAL), len(ACTUAL))
    return scores(ACTUAL[drawn], POSITIVE[drawn], DECIDED[drawn])


def cpu():
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def timed(work):
    wall, used = time.perf_counter(), cpu()
    result = work()
    return result, time.perf_counter() - wall, cpu() - used


def samples():
    if THREADS == 1:
        return [sample(seed) for seed in range(REPLICATES)]
    with multiprocessing.get_context("fork").Pool(THREADS) as pool:
        found = pool.map(sample, range(REPLICATES), chunksize=1)
        pool.close()
        pool.join()  # so that its CPU time counts
    return found


def main():
    values, wall, used = timed(lambda: scores(ACTUAL, POSITIVE, DECIDED))
    _, wall_of_samples, used_by_samples = timed(samples)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with_counts = scores(ACTUAL, POSITIVE, DECIDED, np.fromfile(FOLDER / "counts", np.uint8).astype(np.float64))
    print(json.dumps({"values": values, "replicate": with_counts, "wall": [wall, wall_of_samples], "cpu": [used, used_by_samples], "max_rss_kb": peak}))


main()
