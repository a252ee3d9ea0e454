#include "host/dataset/dataset.hpp"
#include "host/dataset/intake.hpp"

namespace trainyard::dataset {

QualityReport inspect(const ShardRequest& request) {
  Intake intake(request);
  intake.fingerprint();
  QualityReport report;
  report.schema = intake.settle_schema();
  intake.convert(
      report.schema, [](const Converter&, const Batch&) {}, [](const BadRow&) {});
  report.report = intake.quality().report(intake.files());
  report.rows = intake.quality().rows();
  report.bad_rows = intake.quality().bad_rows();
  return report;
}

}  // namespace trainyard::dataset
