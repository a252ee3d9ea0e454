"""scipy_drift.py | clang-format > scipy_drift.hpp: what SciPy makes of made-up samples, for drift_test.cpp. Needs SciPy (`.deps/oracles/bin/python`).

A sample of numbers is its distinct values with counts. Bins are those of kernels/drift/bins.hpp, made here by NumPy."""

import numpy
from scipy import stats
from scipy.spatial import distance


def bins(reference, current):
    """Counts of both in the reference's bins."""
    values = numpy.unique(reference)
    if len(values) <= 10:
        return tuple([*((sample == value).sum() for value in values), (~numpy.isin(sample, values)).sum()] for sample in (reference, current))
    edges = numpy.unique(numpy.quantile(reference, numpy.arange(1, 10) / 10, method="inverted_cdf"))
    return tuple(numpy.bincount(numpy.searchsorted(edges, sample, side="left"), minlength=len(edges) + 1).tolist()
                 for sample in (reference, current))


def psi(reference, current):
    was, now = (numpy.array(counts) / numpy.sum(counts) for counts in (reference, current))
    was, now = numpy.where(was > 0, was, 1e-4), numpy.where(now > 0, now, 1e-4)
    return ((now - was) * numpy.log(now / was)).sum()


def chi2(reference, current):
    table = numpy.array([reference, current])
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] < 2:
        return 0.0, 1.0
    found = stats.chi2_contingency(table, correction=False)
    return found.statistic, found.pvalue


def of_counts(reference, current):
    return [psi(reference, current), distance.jensenshannon(reference, current, base=2), *chi2(reference, current)]


def literal(numbers):
    return "{" + ", ".join(repr(float(number)) for number in numbers) + "}"


def distinct(sample):
    values, counts = numpy.unique(sample, return_counts=True)
    return f"{{{literal(values)}, {literal(counts)}}}"


def number_cases(random):
    yield "shifted", random.normal(size=60).round(3), (random.normal(size=45) + 0.7).round(3)
    yield "same", random.normal(size=40).round(2), random.normal(size=40).round(2)
    yield "ties", random.integers(0, 15, 70) / 4, random.integers(3, 20, 50) / 4
    yield "few values", random.integers(0, 2, 50), random.integers(0, 4, 30)
    yield "constant", numpy.full(20, 5.0), numpy.array([3.0, 5.0, 7.5])
    yield "apart", random.normal(size=30).round(3), (random.normal(size=30) + 100).round(3)
    yield "one against many", numpy.array([0.25]), random.random(25).round(3)
    yield "skewed", numpy.where(random.random(80) < 0.6, 0.0, random.exponential(size=80).round(2)), random.exponential(size=60).round(2)


def category_cases():
    yield "moved", [10, 20, 30, 5], [12, 15, 40, 1]
    yield "a new one", [50, 50, 0], [40, 40, 20]
    yield "in neither", [10, 0, 20], [20, 0, 10]
    yield "one alone", [7], [3]


def main():
    random = numpy.random.default_rng(11)
    print("// Written by scipy_drift.py.\n#pragma once\n\n#include <string>\n#include <vector>\n")
    print('#include "kernels/drift/sample.hpp"\n\nnamespace trainyard::kernels::drift {\n')
    print("struct NumberCase {\n  std::string name;\n  Distinct reference, current;\n"
          "  double psi, js, chi2, chi2_p, ks, ks_p, distance, spread;\n};\n")
    print("inline const std::vector<NumberCase> number_cases = {")
    for name, reference, current in number_cases(random):
        found = stats.ks_2samp(reference, current, method="asymp")
        apart = stats.wasserstein_distance(reference, current)
        numbers = [*of_counts(*bins(reference, current)), found.statistic, found.pvalue, apart, numpy.std(reference)]
        print(f'    {{"{name}", {distinct(reference)}, {distinct(current)}, {literal(numbers)[1:-1]}}},')
    print("};\n\nstruct CategoryCase {\n  std::string name;\n  std::vector<double> reference, current;\n  double psi, js, chi2, chi2_p;\n};\n")
    print("inline const std::vector<CategoryCase> category_cases = {")
    for name, reference, current in category_cases():
        print(f'    {{"{name}", {literal(reference)}, {literal(current)}, {literal(of_counts(reference, current))[1:-1]}}},')
    print("};\n\nstruct KolmogorovCase {\n  double n, distance, sf;\n};\n\ninline const std::vector<KolmogorovCase> kolmogorov_cases = {")
    for n in (1, 2, 5, 50, 140, 141, 5000, 99999, 100001, 1000000, 1500000):
        steps = [scaled / n**0.5 for scaled in (0.3, 0.5, 0.9, 1.3, 1.49, 1.9, 3, 4.2)] + [0.55 / n, 0.999 / n, 1.01 / n, 1 - 1 / n, 0.6]
        for step in steps:
            if step < 1 and (n < 1000 or step * n**0.5 < 5):
                print(f"    {{{n}, {step!r}, {float(stats.kstwo.sf(step, n))!r}}},")
    print("};\n\n}  // namespace trainyard::kernels::drift")


main()
