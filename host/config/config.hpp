// A loaded, checked configuration: defaults < file < environment < command line, with the place of every value kept.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/problems.hpp"

namespace trainyard::config {

/// What the command line and the environment put over the file.
struct Overrides {
  std::vector<std::string> set;  ///< "key.path=value", from --set; the value is parsed as YAML
  nlohmann::ordered_json
      flags;  ///< {"results": …, "device": …, "threads": …, "workers": …, "strict": true} from the options of those names; only those given
  std::filesystem::path base;  ///< folder that relative paths are taken from; empty: the config file's (a run's copy of a config needs it)
};

class Config {
 public:
  /// Reads, merges and checks. Throws Error(no_input) when the file is absent, Error(bad_config) with every mistake, one per line,
  /// each as `file:line:column: key: message`. Values set by --set or the environment are placed as `--set key` or `TRAINYARD_NAME`.
  static Config load(const std::filesystem::path& file, const Overrides& overrides);

  /// The effective document: every option that has a default is present.
  [[nodiscard]] const nlohmann::ordered_json& document() const noexcept { return document_; }
  /// The value at a dotted path; a null JSON value when absent.
  [[nodiscard]] const nlohmann::ordered_json& at(std::string_view dotted) const;
  /// Whether the user gave this key (file, environment or command line) rather than a default.
  [[nodiscard]] bool given(std::string_view dotted) const;
  /// The same config with other values at some keys, which `search.space` names with their dots. Throws Error(bad_config) when they do not
  /// go with the rest.
  [[nodiscard]] Config with(const nlohmann::ordered_json& values) const;
  /// `file:line:column: key` for messages.
  [[nodiscard]] std::string where(std::string_view dotted) const;
  /// A relative path, taken relative to the config file's folder; made absolute and normal.
  [[nodiscard]] std::filesystem::path resolve(const std::string& path) const;
  [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }
  /// What was put over the file, for the run's record and its resumption.
  [[nodiscard]] const Overrides& overrides() const noexcept { return overrides_; }
  /// The text of the file as it was read, for the run's config.yaml.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

  /// Collects a mistake that only the reader of a section can see (an unknown column, low above high) …
  void problem(std::string_view dotted, const std::string& message) const;
  /// … and throws Error(bad_config) with all of them, in file order, when there is any.
  void check() const;

 private:
  static Config from_text(const std::filesystem::path& file, std::string text, const Overrides& overrides);

  std::filesystem::path file_;
  std::string text_;
  std::filesystem::path base_;
  Overrides overrides_;
  nlohmann::ordered_json document_;
  std::map<std::string, Place> places_;  // of every given key, by dotted path
  mutable std::vector<Problem> problems_;
};

/// The JSON Schema of the config, from the same declarations that load() checks against (configs/trainyard.schema.json).
nlohmann::ordered_json json_schema();
/// The Markdown reference (configs/REFERENCE.md), likewise generated.
std::string reference_markdown();

}  // namespace trainyard::config
