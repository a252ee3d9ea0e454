// The keys of `data.expect` are those of the checks, and its types are the dataset's.
#include <algorithm>
#include <gtest/gtest.h>
#include <set>

#include "host/config/sections/section.hpp"
#include "host/dataset/checks/checks.hpp"

namespace trainyard::pipeline {
namespace {

TEST(ExpectKeys, EveryCheckHasItsKeysAndEveryKeyItsCheck) {
  const config::Option& item = config::root_option().find("data")->find("expect")->element();
  std::set<std::string> keys, known{"column", "by", "reference", "level", "name"};
  for (const std::string& key : item.key_names()) keys.insert(key);
  for (const dataset::CheckKind& kind : dataset::check_kinds()) known.insert(kind.keys.begin(), kind.keys.end());
  EXPECT_EQ(keys, known);
  for (const std::string& word : item.find("type")->words) EXPECT_NO_THROW(static_cast<void>(dataset::type_from_name(word))) << word;
  EXPECT_EQ(item.find("type")->words.size(), 7U);
}

}  // namespace
}  // namespace trainyard::pipeline
