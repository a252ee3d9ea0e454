// Schema files: YAML to a document, with the line and column of every node.
#include <map>
#include <yaml-cpp/yaml.h>

#include "host/dataset/schema_document.hpp"
#include "host/error/error.hpp"
#include "host/source/header.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::dataset {
namespace {

constexpr int deepest = 8;
constexpr std::size_t most_nodes = std::size_t{1} << 20;  // references to references can stand for more than any memory holds

/// Scalars come verbatim as strings, so that `allowed: [NO, 007]` means what it says.
class YamlReader {
 public:
  nlohmann::ordered_json convert(const YAML::Node& node, const std::string& pointer, int depth = 0) {
    marks_[pointer] = node.Mark();
    if (depth > deepest) throw YAML::RepresentationException(node.Mark(), "nested too deeply for a schema");
    if (++nodes_ > most_nodes) throw YAML::RepresentationException(node.Mark(), "too much for a schema");
    if (node.IsScalar()) return node.Scalar();
    if (node.IsSequence()) return sequence(node, pointer, depth);
    if (node.IsMap()) return mapping(node, pointer, depth);
    return nullptr;
  }

  [[nodiscard]] std::string place(std::string pointer, const std::string& where) const {
    for (;;) {  // the nearest node that exists: a missing key is reported where its mapping begins
      if (const auto found = marks_.find(pointer); found != marks_.end()) return place(found->second, where);
      if (pointer.empty()) return where;
      pointer.erase(pointer.rfind('/'));
    }
  }

  static std::string place(const YAML::Mark& mark, const std::string& where) {
    return mark.is_null() ? where : where + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
  }

  std::vector<SchemaProblem> problems;

 private:
  nlohmann::ordered_json sequence(const YAML::Node& node, const std::string& pointer, int depth) {
    auto list = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < node.size(); ++i) list.push_back(convert(node[i], pointer + "/" + std::to_string(i), depth + 1));
    return list;
  }

  nlohmann::ordered_json mapping(const YAML::Node& node, const std::string& pointer, int depth) {
    auto object = nlohmann::ordered_json::object();
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) throw YAML::RepresentationException(entry.first.Mark(), "a key must be text");
      const std::string& key = entry.first.Scalar();
      const std::string at = pointer + "/" + key;
      if (object.contains(key)) {
        problems.push_back({at, "key '" + key + "' is given twice"});
        continue;
      }
      object[key] = convert(entry.second, at, depth + 1);
      if (entry.second.IsNull()) marks_[at] = entry.first.Mark();
    }
    return object;
  }

  std::map<std::string, YAML::Mark> marks_;
  std::size_t nodes_ = 0;
};

}  // namespace

Schema parse_schema(const std::string& text, const std::string& where) {
  if (const auto at = source::first_bad_utf8(text); at != std::string_view::npos) {
    throw Error(ExitCode::bad_config, where + ": not UTF-8 at byte " + std::to_string(at) + "; save the file as UTF-8");
  }
  try {
    YamlReader reader;
    const auto document = reader.convert(YAML::Load(text), "");
    Schema schema = read_schema(document, reader.problems);
    report_problems(reader.problems, [&](const std::string& pointer) { return reader.place(pointer, where); });
    return schema;
  } catch (const YAML::Exception& error) {
    throw Error(ExitCode::bad_config, YamlReader::place(error.mark, where) + ": " + error.msg);
  }
}

Schema Schema::load(const std::filesystem::path& path) { return parse_schema(storage::read_file(path), path.string()); }

}  // namespace trainyard::dataset
