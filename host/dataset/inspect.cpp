#include <cerrno>
#include <system_error>
#include <unistd.h>

#include "host/dataset/dataset.hpp"
#include "host/dataset/intake.hpp"
#include "host/dataset/making.hpp"
#include "host/dataset/record.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;

/// A folder in the system's place for temporary files, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_((fs::temp_directory_path() / "trainyard-validate-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) {
      throw Error(ExitCode::cannot_create,
                  path_ + ": " + std::generic_category().message(errno) + "; set TMPDIR to a folder with room for the table");
    }
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] fs::path path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

QualityReport inspect(const ShardRequest& request) {
  Intake intake(request);
  intake.fingerprint();
  const TemporaryFolder folder;
  QualityReport report;
  auto made = make_dataset_files(
      {.request = request, .intake = intake, .version = version_of(request, intake.sources()), .folder = folder.path(), .strict = false},
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
