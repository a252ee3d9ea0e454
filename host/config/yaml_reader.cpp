#include "host/config/yaml_reader.hpp"

#include <optional>
#include <sstream>
#include <unordered_map>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "host/config/utf8.hpp"

namespace trainyard::config {
namespace {

// Ends the reading at once; becomes one Problem.
struct Stop {
  Place place;
  std::string message;
};

class Builder final : public YAML::EventHandler {
 public:
  Builder(const Place& start, std::vector<Problem>& problems) : start_(start), problems_(problems) {}

  [[nodiscard]] Node take() { return std::move(root_); }
  [[nodiscard]] Place place(const YAML::Mark& mark) const {
    if (!start_.label.empty()) return start_;
    return {mark.line + 1, mark.column + 1, start_.rank, ""};
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (started_) throw Stop{place(mark), "a second document; a config is one"};
    started_ = true;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(scalar(mark, Node::Kind::null, ""), anchor); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw Stop{place(mark), "an alias stands inside the value it stands for"};
    count(mark, found->second.values);
    Node copy = found->second.node;
    copy.place = place(mark);
    add(std::move(copy), YAML::NullAnchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    static const std::string core = "tag:yaml.org,2002:";
    Node node = scalar(mark, Node::Kind::scalar, value);
    node.quoted = tag == "!" || tag == core + "str";
    const bool plain = tag.empty() || tag == "?" || tag == core + "int" || tag == core + "float" || tag == core + "bool";
    if (!node.quoted && !plain) refuse_tag(mark, tag);
    add(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Node node;
    YAML::anchor_t anchor = YAML::NullAnchor;
    std::size_t values_before = 0;
    std::optional<Entry> key;                     // of a map: its key has been read, its value not
    std::unordered_map<std::string, Place> seen;  // of a map
  };
  struct Anchored {
    Node node;
    std::size_t values = 0;
  };

  Node scalar(const YAML::Mark& mark, Node::Kind kind, const std::string& text) {
    count(mark, 1);
    Node node;
    node.kind = kind;
    node.place = place(mark);
    node.text = text;
    return node;
  }

  void count(const YAML::Mark& mark, std::size_t values) {
    values_ += values;
    if (values_ > max_values) {
      throw Stop{place(mark),
                 "more than " + std::to_string(max_values) + " values (an alias counts as often as it is used); a config must be smaller"};
    }
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    problems_.push_back({place(mark), "", "tag '" + tag + "' is not known here; write the value without a tag"});
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    if (frames_.size() >= static_cast<std::size_t>(max_depth)) {
      throw Stop{place(mark), "nested more than " + std::to_string(max_depth) + " levels deep"};
    }
    if (!tag.empty() && tag != "?" && tag != "!") refuse_tag(mark, tag);
    Frame frame;
    frame.anchor = anchor;
    frame.values_before = values_;
    frame.node = scalar(mark, kind, "");
    frames_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    add(std::move(frame.node), frame.anchor, values_ - frame.values_before);
  }

  void add(Node node, YAML::anchor_t anchor, std::size_t values = 1) {
    if (anchor != YAML::NullAnchor) {
      values_ += values;  // the copy that aliases are made from
      anchors_[anchor] = {node, values};
    }
    if (frames_.empty()) {
      root_ = std::move(node);
    } else if (Frame& parent = frames_.back(); parent.node.kind == Node::Kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      parent.key = Entry{key_text(node), node.place, {}};
    } else {
      add_entry(parent, std::move(node));
    }
  }

  std::string key_text(const Node& node) {
    if (node.kind == Node::Kind::scalar) return node.text;
    problems_.push_back({node.place, "", node.kind == Node::Kind::null ? "an empty key" : "a list or a map as a key; a key is text"});
    return "";
  }

  void add_entry(Frame& parent, Node node) {
    Entry entry = std::move(*parent.key);
    parent.key.reset();
    // yaml-cpp finds the place of an empty value only where the next token stands.
    if (node.kind == Node::Kind::null && node.place.line > entry.place.line) node.place = entry.place;
    entry.value = std::move(node);
    const auto [first, fresh] = parent.seen.try_emplace(entry.key, entry.place);
    if (fresh) {
      parent.node.entries.push_back(std::move(entry));
    } else {
      problems_.push_back({entry.place, path_of(entry.key), "key given twice, first in line " + std::to_string(first->second.line)});
    }
  }

  // The dotted path of a key of the innermost open map.
  [[nodiscard]] std::string path_of(const std::string& key) const {
    std::string path;
    for (std::size_t i = 0; i + 1 < frames_.size(); ++i) {
      const Frame& frame = frames_[i];
      if (frame.node.kind == Node::Kind::list) {
        path += "[" + std::to_string(frame.node.items.size()) + "]";
      } else if (frame.key) {
        path += (path.empty() ? "" : ".") + frame.key->key;
      }
    }
    return path.empty() ? key : path + "." + key;
  }

  Place start_;
  std::vector<Problem>& problems_;
  Node root_;
  std::vector<Frame> frames_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;
  std::size_t values_ = 0;
  bool started_ = false;
};

// A tab is the usual reason for an otherwise puzzling message.
std::string tab_hint(const std::string& text, const YAML::Mark& mark) {
  std::istringstream lines(text);
  std::string line;
  for (int i = 0; i <= mark.line && std::getline(lines, line); ++i) {
  }
  const std::size_t first = line.find_first_not_of(" \t\r");
  const std::size_t tab = line.find('\t');
  return tab != std::string::npos && (first == std::string::npos || tab < first) ? "; a tab stands in the indentation, use spaces" : "";
}

void parse(const std::string& text, Builder& builder, const Place& start) {
  if (const auto bad = find_bad_utf8(text)) {
    const Place place = start.label.empty() ? Place{bad->line, bad->column, start.rank, ""} : start;
    throw Stop{place, bad->what + "; a config is UTF-8 text"};
  }
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  try {
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    throw Stop{builder.place(error.mark), "bad YAML: " + error.msg + tab_hint(text, error.mark)};
  }
}

}  // namespace

Node read_yaml(const std::string& text, const Place& start, std::vector<Problem>& problems) {
  Builder builder(start, problems);
  try {
    parse(text, builder, start);
  } catch (const Stop& stop) {
    problems.push_back({stop.place, "", stop.message});
    return {};
  }
  return builder.take();
}

}  // namespace trainyard::config
