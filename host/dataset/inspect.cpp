#include "host/dataset/dataset.hpp"
#include "host/dataset/intake.hpp"

namespace trainyard::dataset {

namespace {

struct Nobody : RowSink {
  void add(const Gatherer&, const Batch&, const std::vector<BadRow>&, const Seen&) override {}
};

}  // namespace

QualityReport inspect(const ShardRequest& request) {
  Intake intake(request);
  intake.fingerprint();
  QualityReport report;
  report.schema = intake.read([](const Schema&, bool) { return std::make_unique<Nobody>(); }, false).schema;
  report.report = intake.quality().report(intake.files());
  report.rows = intake.quality().rows();
  report.bad_rows = intake.quality().bad_rows();
  return report;
}

}  // namespace trainyard::dataset
