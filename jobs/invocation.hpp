// One call of a verb: its words and options, parsed and checked against what the verb declares.
#pragma once

#include <boost/program_options/variables_map.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/config/config.hpp"
#include "host/pipeline/pipeline.hpp"
#include "jobs/verb.hpp"

namespace trainyard::jobs {

/// What every verb takes, in one place for the parser, --help and the completion. --set and --strict are there when the verb takes a
/// config.
boost::program_options::options_description common_options(const Verb& verb);

class Invocation {
 public:
  /// Parses the words after the verb. Error(usage) names the mistake, and the nearest option for an unknown one.
  Invocation(const Verb& verb, const std::vector<std::string>& words);

  [[nodiscard]] const Verb& verb() const noexcept { return *verb_; }
  /// Whether an option was given (a flag: whether it is on).
  [[nodiscard]] bool has(const std::string& option) const;
  /// Value of an option, or "" when it was not given.
  [[nodiscard]] std::string text(const std::string& option) const;
  /// Values of an option that may be repeated.
  [[nodiscard]] std::vector<std::string> texts(const std::string& option) const;
  /// Value of an option that is a whole number from 1 on; Error(usage) when it is none.
  [[nodiscard]] std::uint64_t count(const std::string& option) const;
  /// Value of an option; Error(usage) when it was not given.
  [[nodiscard]] std::string required(const std::string& option) const;
  /// The i-th word, or "" when there are fewer.
  [[nodiscard]] std::string word(std::size_t i) const { return i < words_.size() ? words_[i] : ""; }

  [[nodiscard]] std::size_t word_count() const noexcept { return words_.size(); }

  /// The config named by the first word, under --set, --strict, --results, --device, --threads and --workers.
  [[nodiscard]] config::Config config() const;
  [[nodiscard]] config::Overrides overrides() const;
  [[nodiscard]] pipeline::Settings settings() const;
  /// As it was given, for records.
  [[nodiscard]] const std::string& command_line() const noexcept { return command_line_; }
  /// For verbs without a config: --results, else TRAINYARD_RESULTS, else ./results.
  [[nodiscard]] std::filesystem::path results() const;
  /// The same for a verb that is given a run: when `run` is a path, the results directory that it lies in goes before the variable.
  [[nodiscard]] std::filesystem::path results_of(const std::string& run) const;
  /// For verbs without a config: --device, else TRAINYARD_DEVICE, else auto.
  [[nodiscard]] std::string device() const;
  /// For verbs without a config: --threads, else TRAINYARD_THREADS, else 0 (all).
  [[nodiscard]] int threads() const;

  /// The results directory that the config or results() named, for the line that tells how to resume.
  [[nodiscard]] const std::optional<std::filesystem::path>& results_used() const noexcept { return results_used_; }

 private:
  void check_words() const;
  void check_values() const;

  const Verb* verb_;
  boost::program_options::variables_map options_;
  std::vector<std::string> words_;
  std::string command_line_;
  mutable std::optional<std::filesystem::path> results_used_;
};

}  // namespace trainyard::jobs
