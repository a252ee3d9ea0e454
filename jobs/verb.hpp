// What a verb is: its name, how it is called, its options, and the function that does it.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/error/error.hpp"

namespace trainyard::jobs {

class Invocation;

struct Example {
  std::string meaning;
  std::string command;
};

/// One word after the verb. Required ones come first. `choices` empty: anything. The last one may stand for any number of words.
struct Positional {
  std::string name;
  bool required = true;
  std::vector<std::string> choices = {};
  bool repeats = false;
};

/// A page of help of its own for one of a verb's actions, the first word after it.
struct ActionPage {
  std::string name;
  std::string words;                 ///< after it, as they are written: "NAME [VERSION]"
  std::string summary;               ///< one line, lower case, no full stop
  std::vector<std::string> options;  ///< of the verb's own, those that go with it
  Example example;
};

/// What a verb gives back; the program prints it.
struct Answer {
  nlohmann::ordered_json document;  ///< printed on one line with --json
  std::string text;                 ///< printed without --json, for people; with its final newline
  ExitCode code = ExitCode::done;
  std::string json = {};   ///< the document's text, when it is at hand already; else `document` is written out
  bool said = false;       ///< all is printed already: nothing follows
  std::string table = {};  ///< what was asked for on standard output; then `text` goes to standard error. Not printed with --json
  bool printed = false;    ///< the table has been printed already
};

/// What a first SIGINT, SIGTERM or SIGUSR1 does.
enum class OnSignal {
  end,    ///< the system's way: ends the process
  stop,   ///< stops at a safe point; the same command starts again
  resume  ///< stops with a run saved; `resume` goes on
};

struct Verb {
  std::string name;
  std::string summary;    ///< one line, lower case, no full stop
  std::string rule = {};  ///< sentences for its own help, below the summary
  std::vector<Positional> positionals;
  std::vector<Example> examples;
  boost::program_options::options_description options;  ///< its own; the common ones are added to every verb
  std::function<Answer(const Invocation&)> call;
  bool takes_config = false;  ///< offers --set and --strict
  OnSignal on_signal = OnSignal::end;
  bool hidden = false;  ///< not in --help nor in the completion
  std::vector<ActionPage> pages = {};
};

}  // namespace trainyard::jobs
