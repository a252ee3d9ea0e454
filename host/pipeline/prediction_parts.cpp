#include "host/pipeline/prediction_parts.hpp"

#include <array>
#include <cstdio>
#include <system_error>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/leftovers.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::pipeline {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* made_of_file = "of.json";
constexpr const char* bad_ending = ".bad.csv";

/// A sealed document; null when it is absent or damaged.
ordered_json read_sealed(const fs::path& file) {
  try {
    return storage::unseal(storage::read_file(file), file);
  } catch (const Error& error) {
    if (error.code() != ExitCode::no_input && error.code() != ExitCode::bad_data) throw;
    return nullptr;
  }
}

/// The first key that differs, for people.
std::string difference(const ordered_json& was, const ordered_json& is) {
  for (const auto& [key, value] : is.items()) {
    if (was.value(key, ordered_json()) != value) return key;
  }
  return "request";
}

bool is_intact(const fs::path& file, const ordered_json& digest) {
  std::error_code absent;
  return fs::exists(file, absent) && storage::sha256_file(file) == digest;
}

fs::path lease_file(const fs::path& folder) { return folder.string() + ".lease"; }

std::string rows_text(std::uint64_t rows) { return std::to_string(rows) + (rows == 1 ? " row" : " rows"); }

}  // namespace

PredictionParts::PredictionParts(Request request)
    : request_(std::move(request)),
      folder_(request_.output.parent_path() / ("." + request_.output.filename().string() + ".parts")),
      lease_(storage::Lease::acquire(lease_file(folder_))) {
  if (!lease_) {
    throw Error(ExitCode::cannot_create,
                request_.output.string() + ": another process is at work on this file; wait for it, or name another --output");
  }
  storage::remove_temporaries(folder_.parent_path());
  if (!request_.quarantine.empty()) storage::remove_temporaries(request_.quarantine.parent_path());
  if (!take_over()) begin_anew();
}

PredictionParts::~PredictionParts() {
  rows_ = nullptr;
  bad_ = nullptr;
  std::error_code ignored;
  if (finished_ == 0 || discarded_) fs::remove_all(folder_, ignored);
  if (!lease_) return;
  lease_.reset();
  storage::remove_successors(lease_file(folder_));
}

fs::path PredictionParts::file(std::size_t part, const std::string& ending) const {
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "part-%05zu", part);
  return folder_ / (name.data() + ending);
}

// Whether there is something to go on with.
bool PredictionParts::take_over() {
  std::error_code absent;
  if (!fs::exists(folder_, absent)) return false;
  storage::remove_leftovers(folder_);
  const ordered_json was = read_sealed(folder_ / made_of_file);
  if (was != request_.made_of) {
    if (was.is_object() && fs::exists(file(0, ".json"), absent)) {
      log::warning(request_.output.string() + ": its " + difference(was, request_.made_of) +
                   " is another one than when it was interrupted; everything is predicted anew");
    }
    return false;
  }
  while (!complete_ && read_part(finished_)) {
  }
  if (finished_ == 0) return false;
  log::info(rows_text(tally_.rows + tally_.bad_rows) + " are done already");
  return true;
}

// Whether it is there and as it was written.
bool PredictionParts::read_part(std::size_t part) {
  const ordered_json document = read_sealed(file(part, ".json"));
  if (!document.is_object() || !is_intact(file(part, extension()), document.at("sha256"))) return false;
  if (!request_.quarantine.empty() && !is_intact(file(part, bad_ending), document.at("sha256_bad"))) return false;
  PredictionTally tally{document.at("rows"), document.at("bad_rows")};
  for (const auto& [column, count] : document.at("unseen").items()) tally.unseen.emplace_back(column, count);
  tally_.add(tally);
  place_ = document.at("place");
  complete_ = document.at("last");
  ++finished_;
  return true;
}

void PredictionParts::begin_anew() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  storage::make_folder(folder_);
  storage::write_file(folder_ / made_of_file, storage::seal(request_.made_of));
}

void PredictionParts::begin(std::vector<output::Field> fields, std::vector<std::string> sources) {
  fields_ = std::move(fields);
  sources_ = std::move(sources);
}

void PredictionParts::open_part() {
  if (rows_ != nullptr) return;
  rows_ = output::create(file(finished_, extension()), fields_, 0);
  if (!request_.quarantine.empty()) bad_ = std::make_unique<dataset::QuarantineFile>(file(finished_, bad_ending), sources_);
}

void PredictionParts::write(const std::vector<output::Values>& columns) {
  open_part();
  rows_->write(columns);
}

void PredictionParts::set_aside(const dataset::BadRow& row) {
  open_part();
  bad_->add(row);
}

void PredictionParts::end_block(const PredictionTally& of_block, std::uint64_t place) {
  of_part_.add(of_block);
  next_place_ = place;
  if (of_part_.rows + of_part_.bad_rows >= request_.part_rows) finish_part(false);
}

void PredictionParts::finish_part(bool last) {
  open_part();
  rows_->publish();
  rows_ = nullptr;
  ordered_json unseen = ordered_json::object();
  for (const auto& [column, count] : of_part_.unseen) unseen[column] = count;
  ordered_json document = {{"rows", of_part_.rows}, {"bad_rows", of_part_.bad_rows},
                           {"unseen", unseen},      {"place", next_place_},
                           {"last", last},          {"sha256", storage::sha256_file(file(finished_, extension()))}};
  if (bad_ != nullptr) {
    bad_->sync();
    bad_ = nullptr;
    document["sha256_bad"] = storage::sha256_file(file(finished_, bad_ending));
  }
  storage::write_file(file(finished_, ".json"), storage::seal(document));
  ++finished_;
  tally_.add(std::exchange(of_part_, {}));
  place_ = next_place_;
  complete_ = last;
}

std::string PredictionParts::save() {
  if (of_part_.rows + of_part_.bad_rows > 0) finish_part(false);
  return rows_text(tally_.rows + tally_.bad_rows) + " are done and kept";
}

const PredictionTally& PredictionParts::publish() {
  if (!complete_) finish_part(true);
  const fs::path whole = finished_ > 1 ? folder_ / ("whole" + extension()) : file(0, extension());
  if (finished_ > 1) output::join(files(extension()), whole, fields_, request_.check);
  if (!lease_->still_ours()) {
    throw Error(ExitCode::io, request_.output.string() +
                                  ": another process took this prediction for abandoned (was this one stopped for minutes?); run again");
  }
  if (!request_.quarantine.empty()) {
    std::vector<output::Field> fields;
    for (const std::string& name : dataset::quarantine_columns()) fields.push_back({name, output::Kind::text});
    output::join(files(bad_ending), request_.quarantine, fields, request_.check);
  }
  storage::move_file(whole, request_.output);
  discard();
  return tally_;
}

std::vector<fs::path> PredictionParts::files(const std::string& ending) const {
  std::vector<fs::path> all;
  all.reserve(finished_);
  for (std::size_t part = 0; part < finished_; ++part) all.push_back(file(part, ending));
  return all;
}

}  // namespace trainyard::pipeline
