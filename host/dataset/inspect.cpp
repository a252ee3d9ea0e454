#include "host/dataset/dataset.hpp"
#include "host/dataset/intake.hpp"
#include "host/dataset/making.hpp"
#include "host/dataset/record.hpp"
#include "host/dataset/temporary_folder.hpp"

namespace trainyard::dataset {

QualityReport inspect(const ShardRequest& request) {
  Intake intake(request);
  intake.fingerprint();
  const TemporaryFolder folder;
  QualityReport report;
  auto made = make_dataset_files({.request = request,
                                  .intake = intake,
                                  .version = version_of(request, intake.sources()),
                                  .folder = folder.path(),
                                  .problems = &report.problems},
                                 std::nullopt);
  report.schema = std::move(made.schema);
  report.seen_rows = made.seen.rows;
  report.whole_rows = made.seen.whole;
  if (!request.schema) report.counts = std::move(made.seen.counts);
  report.report = intake.quality().report(intake.files());
  report.profile = intake.quality().profile();
  report.rows = intake.quality().rows();
  report.bad_rows = intake.quality().bad_rows();
  return report;
}

}  // namespace trainyard::dataset
