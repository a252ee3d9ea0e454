// How an option is written and what may follow it: read from its declaration by --help and the completion alike.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <string>
#include <vector>

#include "jobs/verb.hpp"

namespace trainyard::jobs {

struct OptionWords {
  std::string name;         ///< "--quiet"
  std::string brief;        ///< "-q", or ""
  std::string placeholder;  ///< "FILE"; "" for a flag
  std::string doc;
  bool repeats = false;

  [[nodiscard]] bool takes_value() const noexcept { return !placeholder.empty(); }
};

std::vector<OptionWords> option_words(const boost::program_options::options_description& options);
/// Its own options, then the common ones.
std::vector<OptionWords> option_words(const Verb& verb);

/// What a shell offers in place of a value.
enum class Offer { nothing, files, folders, words };

struct Values {
  Offer offer = Offer::nothing;
  std::vector<std::string> words = {};  ///< for Offer::words
};

/// From a placeholder: "auto|cpu|cuda" is its words, "DIR" folders, "FILE", "PATH", "RUN", "BUNDLE" and "CONFIG" files, the rest nothing.
Values values_of(const std::string& placeholder);
Values values_of(const Positional& word);

}  // namespace trainyard::jobs
