"""The inputs of docs/wrong-input.md that are about the model, and all others beside them."""

import wrong_input_cases
import wrong_monitor_cases
import wrong_prediction_cases
from wrong_input_cases import Case, classes, config, dated

CASES = wrong_input_cases.CASES | wrong_prediction_cases.CASES | wrong_monitor_cases.CASES | {
    "calibration-of-numbers": Case(config=config(("model: {", "model: {calibration: sigmoid, ")), dataset=True),
    "calibration-without-folds": Case(data=classes(), config=config(("folds: 2", "folds: 0"), ("model: {", "model: {calibration: auto, "))),
    "intervals-of-classes": Case(data=classes(), config=config(("model: {", "model: {prediction_intervals: {method: out_of_fold}, ")), dataset=True),
    "intervals-held-out-of-a-split-by-time": Case(data=dated(), config=config(
        ("folds: 2", "method: time"), ("target: y", "target: y, timestamp: b"), ("model: {", "model: {prediction_intervals: {method: split_conformal}, "))),
    "rows-held-out-for-another-method": Case(config=config(("model: {", "model: {prediction_intervals: {calibration: 0.3}, "))),
    "coverage-in-percent": Case(config=config(("model: {", "model: {prediction_intervals: {coverage: 90}, "))),
    "too-few-rows-for-the-coverage": Case(config=config(
        ("model: {", "model: {prediction_intervals: {method: split_conformal, coverage: 0.99}, ")), dataset=True),
}
