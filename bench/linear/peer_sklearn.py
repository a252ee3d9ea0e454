"""peer_sklearn.py HOW DATA CLASSES THREADS: scikit-learn's search; prints the scores [[of each fold], …] and what it took as JSON.

HOW: grid (GridSearchCV of Ridge or LogisticRegression), path (LogisticRegressionCV), exact (GridSearchCV at a tolerance so tight that the
scores are those of the optimum; not a fair time).
"""

import json
import os
import sys
import warnings

HOW, DATA, CLASSES, THREADS = sys.argv[1], sys.argv[2], sys.argv[3] == "classes", int(sys.argv[4])
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # parallel work is processes, as joblib would have it

import resource  # noqa: E402
import time  # noqa: E402

import generate  # noqa: E402
import numpy as np  # noqa: E402
from joblib.externals.loky import get_reusable_executor  # noqa: E402
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV, Ridge  # noqa: E402
from sklearn.model_selection import GridSearchCV, KFold  # noqa: E402

warnings.simplefilter("ignore")
SCORING = "neg_log_loss" if CLASSES else "neg_root_mean_squared_error"


def grid(estimator, penalties, x, y):
    name = next(iter(penalties[0]))
    search = GridSearchCV(estimator, {name: [each[name] for each in penalties]}, scoring=SCORING, cv=KFold(generate.FOLDS), refit=False, n_jobs=THREADS)
    results = search.fit(x, y).cv_results_
    return np.column_stack([results[f"split{k}_test_score"] for k in range(generate.FOLDS)])


def path(penalties, x, y):
    search = LogisticRegressionCV(Cs=[each["C"] for each in penalties], cv=KFold(generate.FOLDS), scoring=SCORING, refit=False, max_iter=1000,
                                  n_jobs=THREADS, use_legacy_attributes=False)
    return search.fit(x, y).scores_.reshape(generate.FOLDS, len(penalties)).T


def cpu():
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def main():
    numbers = np.fromfile(DATA, np.float32).astype(np.float64)
    x = np.ascontiguousarray(numbers[: generate.ROWS * generate.COLUMNS].reshape(generate.COLUMNS, generate.ROWS).T)
    y = numbers[generate.ROWS * generate.COLUMNS :]
    penalties = generate.penalties("logistic" if CLASSES else "linear")
    begin, begin_cpu = time.perf_counter(), cpu()
    if HOW == "path":
        scores = path(penalties, x, y)
    elif not CLASSES:
        scores = grid(Ridge(), penalties, x, y)
    else:
        exact = {"solver": "newton-cholesky", "tol": 1e-10} if HOW == "exact" else {}
        scores = grid(LogisticRegression(max_iter=1000, **exact), penalties, x, y)
    wall = time.perf_counter() - begin
    if THREADS > 1:
        get_reusable_executor().shutdown(wait=True)  # so that its CPU time counts
    took = {"wall": [wall], "cpu": [cpu() - begin_cpu]}
    print(json.dumps({"scores": (-scores).tolist(), **took}))


main()
