// Reading one object of a JSON document that may be anything: every field is asked for by type, and none may be left over.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace trainyard::features {

/// Every error is Error(bad_data) that begins with the path of the field in the document.
class JsonFields {
 public:
  /// `path` is the object's place in the document, such as "columns[2]"; empty for the document itself.
  JsonFields(const nlohmann::ordered_json& object, std::string path);

  /// For fields that need not be there.
  [[nodiscard]] bool has(const std::string& key) const { return object_.contains(key); }

  std::string text(const std::string& key);
  bool boolean(const std::string& key);
  double number(const std::string& key);  ///< finite
  /// None for the word.
  std::optional<double> number_or(const std::string& key, const std::string& word);
  std::int64_t whole_number(const std::string& key);
  std::vector<std::string> texts(const std::string& key);
  std::vector<double> numbers(const std::string& key);  ///< finite
  const nlohmann::ordered_json& list(const std::string& key);
  const nlohmann::ordered_json& object(const std::string& key);
  /// The path of a field, or of one of its elements.
  [[nodiscard]] std::string path(const std::string& key) const;

  /// Refuses fields that were never asked for.
  void end() const;
  [[noreturn]] void refuse(const std::string& key, const std::string& message) const;

 private:
  const nlohmann::ordered_json& field(const std::string& key);

  const nlohmann::ordered_json& object_;
  std::string path_;
  std::set<std::string> asked_;
};

}  // namespace trainyard::features
