// Whether a document is well-formed XML, for documents without comments, CDATA and declarations.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::reference {

/// Whether every & begins one of the named entities, and there is no < and no control character.
inline bool is_character_data(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<' || (static_cast<unsigned char>(text[i]) < 0x20 && text[i] != '\n')) return false;
    if (text[i] != '&') continue;
    bool known = false;
    for (const std::string_view entity : {"&lt;", "&gt;", "&amp;", "&quot;"}) known = known || text.substr(i).starts_with(entity);
    if (!known) return false;
  }
  return true;
}

/// Whether what follows a tag's name is ` name="value"` with different names.
inline bool are_attributes(std::string_view text) {
  std::set<std::string_view> names;
  while (!text.empty()) {
    const auto equals = text.find("=\"");
    if (text.front() != ' ' || equals == std::string_view::npos || equals < 2) return false;
    const auto end = text.find('"', equals + 2);
    if (end == std::string_view::npos || !is_character_data(text.substr(equals + 2, end - equals - 2))) return false;
    if (!names.insert(text.substr(1, equals - 1)).second) return false;
    text.remove_prefix(end + 1);
  }
  return true;
}

/// "" for a well-formed document, else what is wrong.
inline std::string xml_problem(std::string_view document) {
  std::vector<std::string_view> open;
  std::size_t roots = 0;
  while (!document.empty()) {
    const auto tag = document.find('<');
    const auto text = document.substr(0, tag);
    if (!is_character_data(text)) return "not character data: " + std::string(text);
    if (open.empty() && text.find_first_not_of('\n') != std::string_view::npos) return "text outside of the root";
    if (tag == std::string_view::npos) break;
    document.remove_prefix(tag + 1);
    const auto end = document.find('>');
    if (end == std::string_view::npos) return "a tag does not end";
    auto inside = document.substr(0, end);
    document.remove_prefix(end + 1);
    if (inside.starts_with('/')) {
      if (open.empty() || open.back() != inside.substr(1)) return "closes what is not open: " + std::string(inside);
      open.pop_back();
      continue;
    }
    const bool empty = inside.ends_with('/');
    if (empty) inside.remove_suffix(1);
    const auto name = inside.substr(0, inside.find(' '));
    if (!are_attributes(inside.substr(name.size()))) return "attributes of " + std::string(inside);
    if (open.empty() && ++roots > 1) return "two roots";
    if (!empty) open.push_back(name);
  }
  return open.empty() ? roots == 1 ? "" : "no root" : "not closed: " + std::string(open.back());
}

}  // namespace trainyard::reference
