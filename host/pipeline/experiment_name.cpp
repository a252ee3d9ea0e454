#include "host/pipeline/experiment_name.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "host/pipeline/caution.hpp"

namespace trainyard::pipeline {
namespace {

constexpr std::array<std::string_view, 56> empty_words = {
    "abc",     "another", "asd",    "asdf",       "bar",         "baz",    "copy",    "data",      "dataset", "default", "demo", "draft",
    "dummy",   "example", "exp",    "experiment", "experiments", "expt",   "final",   "first",     "foo",     "hello",   "job",  "last",
    "latest",  "misc",    "model",  "models",     "my",          "name",   "new",     "newest",    "noname",  "nothing", "old",  "other",
    "project", "qux",     "qwerty", "run",        "runs",        "second", "some",    "something", "stuff",   "temp",    "test", "testing",
    "tests",   "the",     "thing",  "tmp",        "trial",       "try",    "unnamed", "untitled"};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }

bool is_empty_word(const std::string& word) {
  return word.size() <= 1 || std::find(empty_words.begin(), empty_words.end(), word) != empty_words.end();
}

}  // namespace

bool says_nothing(std::string_view name) {
  std::string word;
  char before = 0;
  for (const char c : name) {
    const bool begins = is_upper(c) && !is_upper(before);
    if ((begins || !is_letter(c)) && !is_empty_word(word)) return false;
    if (begins || !is_letter(c)) word.clear();
    if (is_letter(c)) word += static_cast<char>(is_upper(c) ? c - 'A' + 'a' : c);
    before = c;
  }
  return is_empty_word(word);
}

void check_experiment_name(const config::Config& config) {
  const auto name = config.at("experiment").get<std::string>();
  if (!says_nothing(name)) return;
  caution(config, "experiment",
          "'" + name + "' says nothing about what is tried; name the question and the model, like house_value_xgboost");
}

}  // namespace trainyard::pipeline
