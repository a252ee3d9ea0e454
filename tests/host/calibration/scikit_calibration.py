"""scikit_calibration.py > scikit_calibration.json: what scikit-learn's calibrators make of made-up probabilities, for scikit_test.cpp.
Needs scikit-learn (`.deps/oracles/bin/python`).

A case has the scores of each class, the classes, weights or none, and for each method the probabilities that CalibratedClassifierCV
(ensemble=False, which fits one calibrator on all out-of-fold predictions) gives for the same scores and for scores beyond them. For
`sigmoid` its decision function is the log-odds of the probabilities, within 2**-24 of 0 and 1."""

import json

import numpy
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator

LEAST = 2.0**-24


class Known(ClassifierMixin, BaseEstimator):
    """A classifier whose rows are its own probabilities."""

    def __init__(self, classes=2, of_log_odds=False):
        self.classes, self.of_log_odds = classes, of_log_odds
        self.classes_ = numpy.arange(classes)

    def decision_function(self, said):
        scores = log_odds(said) if self.of_log_odds else said
        return scores[:, 1] if self.classes == 2 else scores

    def fit(self, said, actual):
        return self

    def predict(self, said):
        return said.argmax(axis=1)

    def __sklearn_is_fitted__(self):
        return True


def log_odds(p):
    p = numpy.clip(p, LEAST, 1 - LEAST)
    return numpy.log(p) - numpy.log1p(-p)


def calibrated(method, said, actual, weight, asked):
    known = FrozenEstimator(Known(said.shape[1], method == "sigmoid"))
    fitted = CalibratedClassifierCV(known, method=method, ensemble=False, cv=2).fit(said, actual, sample_weight=weight)
    return fitted.predict_proba(asked).tolist()


def softmax(margins):
    grown = numpy.exp(margins - margins.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)


def case(seed, rows, classes, sharpness, decimals, weighted):
    random = numpy.random.default_rng(seed)
    margins = random.normal(size=(rows, classes))
    actual = numpy.array([random.choice(classes, p=p) for p in softmax(margins)])
    # Too sure, or not sure enough; rounded, so that there are ties.
    said = softmax(sharpness * margins).round(decimals).astype(numpy.float32).astype(float)
    if classes == 2:
        said[:, 0] = (1 - said[:, 1]).astype(numpy.float32)
    weight = random.choice([0.0, 0.5, 1.0, 4.0], rows) if weighted else None
    beyond = numpy.linspace(0, 1, 21)
    asked = numpy.column_stack([1 - beyond] + [beyond] * (classes - 1)).astype(numpy.float32).astype(float)
    return {
        "said": said.tolist(),
        "actual": actual.tolist(),
        "weight": [] if weight is None else weight.tolist(),
        "asked": asked.tolist(),
        "sigmoid": calibrated("sigmoid", said, actual, weight, asked),
        "isotonic": calibrated("isotonic", said, actual, weight, asked),
    }


CASES = [(1, 150, 2, 3.0, 3, False), (2, 150, 2, 0.4, 2, True), (3, 150, 3, 2.5, 3, False), (4, 120, 4, 0.5, 2, True), (5, 30, 2, 8.0, 8, False)]
print(json.dumps([case(*one) for one in CASES]))
