#include "jobs/option_words.hpp"

#include <boost/program_options/cmdline.hpp>
#include <boost/program_options/value_semantic.hpp>

#include "jobs/invocation.hpp"

namespace trainyard::jobs {

namespace po = boost::program_options;

std::vector<OptionWords> option_words(const po::options_description& options) {
  std::vector<OptionWords> all;
  for (const auto& option : options.options()) {
    OptionWords words{.name = "--" + option->long_name(), .brief = "", .placeholder = "", .doc = option->description()};
    const std::string brief = option->canonical_display_name(po::command_line_style::allow_dash_for_short);
    if (brief.size() == 2 && brief[0] == '-' && brief[1] != '-') words.brief = brief;
    if (option->semantic()->max_tokens() > 0) words.placeholder = option->semantic()->name();
    words.repeats = option->semantic()->is_composing();
    all.push_back(std::move(words));
  }
  return all;
}

std::vector<OptionWords> option_words(const Verb& verb) {
  po::options_description all;
  all.add(verb.options).add(common_options(verb));
  return option_words(all);
}

Values values_of(const std::string& placeholder) {
  Values values{Offer::words};
  std::size_t begin = 0;
  while (begin <= placeholder.size()) {
    const std::size_t end = std::min(placeholder.find('|', begin), placeholder.size());
    values.words.push_back(placeholder.substr(begin, end - begin));
    begin = end + 1;
  }
  const std::string& first = values.words.front();
  if (first == "DIR") return {Offer::folders};
  for (const char* path : {"FILE", "PATH", "RUN", "BUNDLE", "CONFIG"}) {
    if (first == path) return {Offer::files};
  }
  return values.words.size() > 1 ? values : Values{};
}

Values values_of(const Positional& word) { return word.choices.empty() ? values_of(word.name) : Values{Offer::words, word.choices}; }

}  // namespace trainyard::jobs
