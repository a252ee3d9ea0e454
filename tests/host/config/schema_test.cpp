// What is generated from the declarations.
#include <algorithm>
#include <fstream>
#include <sstream>

#include "host/config/checker.hpp"
#include "host/config/sections/section.hpp"
#include "tests/host/config/written.hpp"
#include "tests/source_folder.hpp"

namespace trainyard::config {
namespace {

std::string file_text(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(trainyard::test::source_folder() / "configs" / name).rdbuf();
  return text.str();
}

void each_option(const Option& option, const std::string& path, const std::function<void(const Option&, const std::string&)>& visit) {
  visit(option, path);
  for (const Key& key : option.keys) each_option(key.option, join_path(path, key.name), visit);
  for (const Option& part : option.parts) each_option(part, path, visit);
}

TEST(Declarations, EveryKeyIsDocumented) {
  each_option(root_option(), "", [](const Option& option, const std::string& path) {
    for (const Key& key : option.keys) EXPECT_NE(key.option.about, "") << join_path(path, key.name);
  });
}

TEST(Declarations, EveryDefaultIsAcceptedByItsOwnCheck) {
  each_option(root_option(), "", [](const Option& option, const std::string& path) {
    if (!option.default_value) return;
    const Checked checked = check_document(option, to_node(*option.default_value, {}));
    EXPECT_TRUE(checked.problems.empty()) << path << ": " << to_text("", checked.problems);
  });
}

TEST(Declarations, EveryKeyThatMayBeAbsentSaysWhatThatMeans) {
  each_option(root_option(), "", [](const Option& option, const std::string& path) {
    if (path.starts_with("features.columns")) return;  // absent there: as for all columns
    for (const Key& key : option.keys) {
      const Option& o = key.option;
      EXPECT_TRUE(o.is_required || o.default_value || !o.absence.empty() || o.kind == Option::Kind::object) << join_path(path, key.name);
    }
  });
}

TEST(JsonSchema, HoldsDefaultsEnumsAndDescriptions) {
  const auto schema = json_schema();
  EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(schema["required"], nlohmann::ordered_json::parse(R"(["experiment", "data"])"));
  const auto& split = schema["properties"]["split"];
  EXPECT_EQ(split["additionalProperties"], false);
  EXPECT_EQ(split["properties"]["method"]["enum"],
            nlohmann::ordered_json::parse(R"(["random", "stratified", "time", "group", "column", "file"])"));
  EXPECT_EQ(split["properties"]["folds"]["default"], 5);
  EXPECT_EQ(split["properties"]["folds"]["maximum"], 1000);
  EXPECT_NE(split["properties"]["folds"]["description"], "");
}

TEST(JsonSchema, FileInConfigsIsCurrent) {
  EXPECT_EQ(file_text("trainyard.schema.json"), json_schema().dump(2) + "\n")
      << "run `trainyard docs schema > configs/trainyard.schema.json`";
}

TEST(Reference, FileInConfigsIsCurrent) {
  EXPECT_EQ(file_text("REFERENCE.md"), reference_markdown()) << "run `trainyard docs reference > configs/REFERENCE.md`";
}

TEST(Reference, NamesEveryKey) {
  const std::string reference = reference_markdown();
  each_option(root_option(), "", [&](const Option& option, const std::string& path) {
    if (option.kind != Option::Kind::object || path.find('.') != std::string::npos) return;
    for (const Key& key : option.keys) {
      const bool is_named = reference.find("| `" + join_path(path, key.name) + "` |") != std::string::npos ||
                            reference.find("| `" + join_path(path + "[]", key.name) + "` |") != std::string::npos;
      EXPECT_TRUE(is_named) << join_path(path, key.name);
    }
  });
  EXPECT_NE(reference.find("| `features.columns.<column>.scale` |"), std::string::npos);
  EXPECT_NE(reference.find("| `search.space.<parameter>.int` |"), std::string::npos);
  EXPECT_NE(reference.find("| `max_depth` |"), std::string::npos);
}

}  // namespace
}  // namespace trainyard::config
