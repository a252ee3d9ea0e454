// Curves of a classification, as scikit-learn defines them; every row counts once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace trainyard::report {

struct CurvePoint {
  double x = 0, y = 0;
  double threshold = 0;  ///< rows with at least this probability are taken for the class
};
struct Curve {
  std::vector<CurvePoint> points;
  double area = 0;  ///< NaN where the curve is not defined
};

/// Of one class against the others: its probabilities, and 1 where a row is of it, 0 where not.
struct Scored {
  std::vector<float> probability;
  std::vector<std::uint8_t> positive;
};

/// x: share of the others taken for the class; y: share of the class found. Its area is ROC AUC. No points without rows of both.
Curve roc_curve(const Scored& rows);
/// x: share of the class found (recall); y: share of those taken that are of the class (precision). Its area is average precision. No
/// points without rows of the class.
Curve precision_recall_curve(const Scored& rows);

/// At most about `most` points, evenly along the curve; the first and the last stay.
std::vector<CurvePoint> thinned(const std::vector<CurvePoint>& points, std::size_t most = 300);

/// Rows whose probability lies in one of equally wide bins.
struct ReliabilityBin {
  double low = 0, high = 0;
  std::uint64_t rows = 0;
  double predicted = 0, observed = 0;  ///< means; 0 without rows
};
std::vector<ReliabilityBin> reliability(const Scored& rows, std::size_t bins = 10);

/// At most `most` positions of `size`, evenly from the first on.
std::vector<std::size_t> sampled(std::size_t size, std::size_t most);

}  // namespace trainyard::report
