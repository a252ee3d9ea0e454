#include "host/config/secret.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "host/config/checker.hpp"

namespace trainyard::config {
namespace {

using std::string_view;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_numeral(char c) { return c >= '0' && c <= '9'; }
bool is_token(char c) { return is_lower(c) || is_upper(c) || is_numeral(c) || c == '_' || c == '-'; }

// How many characters at the start of `text` may be part of a token.
std::size_t token_length(string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_token) - text.begin());
}

struct Form {
  string_view prefix;
  std::size_t least;  // characters after the prefix
  const char* what;
};

// As their issuers describe them, for scanners to find.
constexpr std::array forms = {
    Form{"AKIA", 16, "an AWS access key"},   Form{"ASIA", 16, "an AWS access key"},      Form{"AIza", 35, "a Google API key"},
    Form{"ghp_", 30, "a GitHub token"},      Form{"gho_", 30, "a GitHub token"},         Form{"ghs_", 30, "a GitHub token"},
    Form{"ghu_", 30, "a GitHub token"},      Form{"github_pat_", 22, "a GitHub token"},  Form{"glpat-", 20, "a GitLab token"},
    Form{"hf_", 30, "a Hugging Face token"}, Form{"xoxb-", 20, "a Slack token"},         Form{"xoxp-", 20, "a Slack token"},
    Form{"dapi", 32, "a Databricks token"},  Form{"eyJhbGciOi", 20, "a JSON web token"},
};

std::string token_in(string_view text) {
  for (const Form& form : forms) {
    for (std::size_t at = text.find(form.prefix); at != string_view::npos; at = text.find(form.prefix, at + 1)) {
      if (at > 0 && is_token(text[at - 1])) continue;
      if (token_length(text.substr(at)) >= form.prefix.size() + form.least) return form.what;
    }
  }
  const std::size_t key = text.find("-----BEGIN ");
  return key != string_view::npos && text.find("PRIVATE KEY-----", key) != string_view::npos ? "a private key" : "";
}

// scheme://user:password@host
bool has_password_in_url(string_view text) {
  for (std::size_t at = text.find("://"); at != string_view::npos; at = text.find("://", at + 1)) {
    const string_view rest = text.substr(at + 3);
    const string_view authority = rest.substr(0, rest.find_first_of("/?# \t\r\n\"'"));
    const std::size_t host = authority.rfind('@');
    const std::size_t colon = authority.find(':');
    if (host != string_view::npos && colon != string_view::npos && colon + 1 < host && authority[colon + 1] != '$') return true;
  }
  return false;
}

struct Word {
  string_view text;
  bool plain;  // names a password and nothing else
};
constexpr std::array words = {Word{"password", true},    Word{"passwd", true},      Word{"passphrase", true},  Word{"pwd", true},
                              Word{"secret", false},     Word{"token", false},      Word{"api_key", false},    Word{"apikey", false},
                              Word{"api-key", false},    Word{"access_key", false}, Word{"access-key", false}, Word{"private_key", false},
                              Word{"credentials", false}};

constexpr std::size_t longest_value = 200;  // looked at

// What stands after `=` or `:`, its quotes left out; empty when neither follows.
string_view value_after(string_view text, char& sign) {
  const auto skip = [&](string_view among) { text.remove_prefix(std::min(text.find_first_not_of(among), text.size())); };
  skip(" \t\"'");
  if (text.empty() || (text[0] != '=' && text[0] != ':')) return {};
  sign = text[0];
  text.remove_prefix(1);
  skip(" \t\"'");
  text = text.substr(0, longest_value);
  return text.substr(0, text.find_first_of(" \t\r\n\"'"));
}

// A sentence may say "token: words", so that a colon after a word with other meanings asks for more.
bool is_given_away(const Word& word, char sign, string_view value) {
  if (value.size() < 4 || string_view("$<*{[").find(value[0]) != string_view::npos) return false;
  if (word.plain || sign == '=') return true;
  return value.size() >= 8 && std::any_of(value.begin(), value.end(), is_numeral) &&
         std::any_of(value.begin(), value.end(), [](char c) { return is_lower(c) || is_upper(c); });
}

std::string assignment_in(string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return is_upper(c) ? static_cast<char>(c + 'a' - 'A') : c; });
  for (const Word& word : words) {
    for (std::size_t at = lower.find(word.text); at != std::string::npos; at = lower.find(word.text, at + 1)) {
      char sign = 0;
      const string_view value = value_after(text.substr(at + word.text.size()), sign);
      if (is_given_away(word, sign, value)) return "a " + std::string(word.plain ? "password" : "secret");
    }
  }
  return "";
}

class Search {
 public:
  explicit Search(std::vector<Problem>& problems) : problems_(problems) {}

  void walk(Node& node, const std::string& path, const std::string& key) {
    if (node.kind == Node::Kind::scalar) {
      const std::string what = secret_in(node.text);
      const std::string in_key = what.empty() && !key.empty() ? assignment_in(key + ": " + node.text) : what;
      if (in_key.empty()) return;
      report(node.place, path, in_key);
      node.text = "(taken out)";
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) walk(node.items[i], join_path(path, i), "");
    for (Entry& entry : node.entries) walk(entry.value, join_path(path, entry.key), entry.key);
  }

  void read(string_view text) {
    for (int line = 1; !text.empty(); ++line) {
      const string_view one = text.substr(0, text.find('\n'));
      if (const std::string what = secret_in(one); !what.empty() && !lines_.contains(line)) report({line, 1, 0, ""}, "", what);
      text.remove_prefix(std::min(one.size() + 1, text.size()));
    }
  }

 private:
  void report(const Place& place, const std::string& path, const std::string& what) {
    if (place.label.empty()) lines_.insert(place.line);
    problems_.push_back({place, path,
                         "seems to hold " + what +
                             "; a config is kept with its runs, for everyone who reads them. Take it out, and give it to "
                             "the program that needs it in its environment"});
  }

  std::vector<Problem>& problems_;
  std::set<int> lines_;  // of the file, told already
};

}  // namespace

std::string secret_in(string_view text) {
  if (std::string token = token_in(text); !token.empty()) return token;
  return has_password_in_url(text) ? "a password in a URL" : assignment_in(text);
}

void refuse_secrets(Node& document, const std::string& text, std::vector<Problem>& problems) {
  Search search(problems);
  search.walk(document, "", "");
  search.read(text);
}

}  // namespace trainyard::config
