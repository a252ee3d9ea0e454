#include "host/pipeline/prediction_sink.hpp"

#include <optional>

#include "host/dataset/quarantine_file.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::pipeline {
namespace {

class PrintedPredictions : public PredictionSink {
 public:
  PrintedPredictions(std::function<void(std::string_view)> print, const std::filesystem::path& quarantine) : print_(std::move(print)) {
    if (!quarantine.empty()) aside_.emplace(quarantine);
  }

  [[nodiscard]] const PredictionTally& tally() const override { return tally_; }
  [[nodiscard]] std::uint64_t place() const override { return 0; }
  [[nodiscard]] bool complete() const override { return false; }

  void begin(std::vector<output::Field> fields, std::vector<std::string> sources) override {
    fields_ = std::move(fields);
    if (aside_) bad_.emplace(aside_->path(), std::move(sources));
    print_(output::csv_header(fields_));
  }
  void write(const std::vector<output::Values>& columns) override { print_(output::csv_rows(fields_, columns)); }
  void set_aside(const dataset::BadRow& row) override { bad_->add(row); }
  void end_block(const PredictionTally& of_block, std::uint64_t) override { tally_.add(of_block); }
  std::string save() override { return "what was printed is not complete; --output FILE keeps what was finished"; }

  const PredictionTally& publish() override {
    if (bad_) {
      bad_->sync();
      aside_->publish();
    }
    return tally_;
  }

 private:
  std::function<void(std::string_view)> print_;
  std::vector<output::Field> fields_;
  PredictionTally tally_;
  std::optional<storage::AtomicFile> aside_;
  std::optional<dataset::QuarantineFile> bad_;
};

}  // namespace

void PredictionTally::add(const PredictionTally& more) {
  rows += more.rows;
  bad_rows += more.bad_rows;
  if (unseen.empty()) unseen.resize(more.unseen.size());
  for (std::size_t i = 0; i < more.unseen.size(); ++i) {
    unseen.at(i).first = more.unseen[i].first;
    unseen[i].second += more.unseen[i].second;
  }
}

std::unique_ptr<PredictionSink> print_predictions(std::function<void(std::string_view)> print, const std::filesystem::path& quarantine) {
  return std::make_unique<PrintedPredictions>(std::move(print), quarantine);
}

}  // namespace trainyard::pipeline
