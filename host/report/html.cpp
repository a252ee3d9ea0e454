#include "host/report/html.hpp"

#include <algorithm>
#include <array>
#include <openssl/evp.h>

#include "host/report/page_style.hpp"

namespace trainyard::report {
namespace {

std::string element(std::string_view name, std::string_view html, std::string_view attributes = "") {
  std::string out = "<" + std::string(name);
  if (!attributes.empty()) out += " " + std::string(attributes);
  return out + ">" + std::string(html) + "</" + std::string(name) + ">";
}

bool reads_as_number(std::string_view text) {
  if (text.empty()) return false;
  const bool digit = text.find_first_of("0123456789") != std::string_view::npos;
  return digit && text.find_first_not_of("0123456789.,+-–−e% []") == std::string_view::npos;
}

/// What the page may run: this script alone, whatever the data holds.
std::string script_hash() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(page_script.data(), page_script.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> text{};
  const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
  return "sha256-" + std::string(text.begin(), text.begin() + length);
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\'') {
      out += "&#39;";
    } else if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F) {
      out += "\xEF\xBF\xBD";
    } else {
      out += c;
    }
  }
  return out;
}

std::string paragraph(std::string_view text, std::string_view kind) {
  return element("p", escaped(text), kind.empty() ? "" : "class=\"" + std::string(kind) + "\"") + "\n";
}

std::string heading(std::string_view text) { return element("h3", escaped(text)) + "\n"; }

std::string titled(std::string_view title, const std::string& html) { return html.empty() ? "" : heading(title) + html; }

std::string beside(std::span<const std::string> html) {
  std::string out;
  for (const std::string& one : html) {
    if (!one.empty()) out += element("div", one);
  }
  return out.empty() ? "" : "<div class=\"beside\">\n" + out + "</div>\n";
}

std::string details(std::string_view summary, std::string_view html) {
  return "<details>" + element("summary", escaped(summary)) + std::string(html) + "</details>\n";
}

void HtmlTable::add(const std::vector<std::string>& cells) {
  rows_ += "<tr>";
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    const std::string text = i < cells.size() ? cells[i] : "";
    const bool first = i == 0;
    rows_ += element(first ? "th" : "td", escaped(text), first ? "scope=\"row\"" : reads_as_number(text) ? "class=\"n\"" : "");
  }
  rows_ += "</tr>\n";
}

std::string HtmlTable::html() const {
  std::string head;
  if (std::ranges::any_of(headings_, [](const std::string& one) { return !one.empty(); })) {
    for (const std::string& one : headings_) head += element("th", escaped(one), "scope=\"col\"");
    head = "<thead><tr>" + head + "</tr></thead>\n";
  }
  return "<div class=\"scroll\"><table>" + head + "<tbody>\n" + rows_ + "</tbody></table></div>\n";
}

std::string figures(std::span<const Figure> all) {
  std::string out;
  std::size_t narrow = 0;
  for (const Figure& one : all) {
    if (one.empty()) continue;
    narrow += one.wide ? 0 : 1;
    out += one.wide ? "<figure class=\"wide\">" : "<figure>";
    if (!one.caption.empty()) out += element("figcaption", escaped(one.caption));
    out += "<div class=\"plot\">" + one.svg + "</div>";
    if (!one.data.empty()) out += details("Data", one.data);
    out += "</figure>\n";
  }
  if (out.empty()) return "";
  return (narrow > 0 && narrow % 3 == 0 ? "<div class=\"figures by-three\">\n" : "<div class=\"figures\">\n") + out + "</div>\n";
}

std::string page(std::string_view title, std::string_view head, std::span<const Section> sections) {
  std::string links, body;
  for (const auto& [id, name, html] : sections) {
    if (html.empty()) continue;
    links += element("a", escaped(name), "href=\"#" + escaped(id) + "\"") + "\n";
    body += "<section id=\"" + escaped(id) + "\">\n" + element("h2", escaped(name)) + "\n" + html + "</section>\n";
  }
  std::string out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  out += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src '" +
         script_hash() + "'\">\n";
  out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  out += "<meta name=\"color-scheme\" content=\"light dark\">\n";
  out += element("title", escaped(title)) + "\n" + element("style", page_style) + "\n</head>\n<body>\n";
  out += element("header", head) + "\n" + element("nav", links, "aria-label=\"Sections\"") + "\n" + element("main", body) + "\n";
  return out + element("script", page_script) + "\n</body>\n</html>\n";
}

}  // namespace trainyard::report
