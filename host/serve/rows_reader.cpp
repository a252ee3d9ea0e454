#include "host/serve/rows_reader.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "host/dataset/printable.hpp"
#include "host/error/error.hpp"
#include "host/serve/row_builder.hpp"

namespace trainyard::serve {
namespace {

using nlohmann::json;

constexpr std::size_t most_token = 40;  // bytes of a token in a message

/// What every reader of bodies does alike: counts depth, and keeps what is wrong. Functions are called by nlohmann's parser; false ends it.
class Sax {
 public:
  explicit Sax(Rejection& rejection) : rejection_(rejection) {}

  bool parse_error(std::size_t position, const std::string& last_token, const nlohmann::detail::exception& /*error*/) {
    if (rejection_) return false;
    const bool is_python = last_token.starts_with('N') || last_token.starts_with('I') || last_token.starts_with("-I");
    if (last_token.empty()) return refuse("the body is not JSON: it ends too early, at byte " + std::to_string(position));
    return refuse("the body is not JSON: at byte " + std::to_string(position) + ", '" + dataset::printable(last_token, most_token) +
                  (is_python ? "': NaN and Infinity are no JSON, send null for a missing value" : "' does not belong there"));
  }

 protected:
  bool refuse(std::string error, int status = 400) {
    if (!rejection_) rejection_ = {.status = status, .error = std::move(error)};
    return false;
  }
  bool enter() { return ++depth_ <= deepest_json || refuse("the body nests deeper than " + std::to_string(deepest_json) + " levels"); }
  bool leave() {
    --depth_;
    return true;
  }

  Rejection& rejection_;
  std::size_t depth_ = 0;
};

/// Depth 1 is the body, 2 the list of rows, 3 a row.
class RowsSax : public Sax {
 public:
  RowsSax(const Inputs& inputs, RowBuilder& builder, std::size_t most_rows, Rejection& rejection)
      : Sax(rejection), inputs_(inputs), builder_(builder), most_rows_(most_rows) {}

  [[nodiscard]] bool has_rows() const { return has_rows_; }

  bool null() { return value(nullptr); }
  bool boolean(bool truth) { return value(truth); }
  bool number_integer(std::int64_t number) { return value(number); }
  bool number_unsigned(std::uint64_t number) {
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return value(number);
    return value(static_cast<std::int64_t>(number));
  }
  bool number_float(double number, const std::string& /*text*/) { return value(number); }
  bool string(std::string& text) { return value(std::string_view(text)); }
  bool binary(json::binary_t& /*bytes*/) { return refuse("the body is not JSON"); }

  bool start_object(std::size_t /*size*/) {
    if (depth_ == 1 || depth_ == 3) return value(Structure{"{…}"}) && enter();
    if (depth_ != 2) return enter();
    if (builder_.rows() == most_rows_) {
      rejection_ = too_many_rows(most_rows_);
      return false;
    }
    builder_.begin_row();
    return enter();
  }
  bool start_array(std::size_t /*size*/) {
    if (depth_ == 1) return enter();  // the list of rows
    if (depth_ == 3) return value(Structure{"[…]"}) && enter();
    return depth_ > 3 ? enter() : value(Structure{"[…]"});
  }
  bool end_object() { return leave(); }
  bool end_array() { return leave(); }

  bool key(std::string& name) {
    if (depth_ == 1) {
      if (name != "rows") return refuse("the body has a key '" + dataset::printable(name) + "'; it takes one, 'rows'");
      if (has_rows_) return refuse("the body has two keys 'rows'");
      has_rows_ = true;
    } else if (depth_ == 3) {
      column_ = inputs_.find(name);
      if (column_ == Inputs::unknown) name_ = name;
    }
    return true;
  }

 private:
  // Where a value stands by itself; those inside the structure of another one are passed over.
  bool value(const Value& given) {
    constexpr const char* form = "; send {\"rows\": [{\"feature\": value, …}, …]}";
    if (depth_ == 0) return refuse("the body is " + json_text(given) + std::string(" where an object belongs") + form);
    if (depth_ == 1) return refuse("/rows is " + json_text(given) + std::string(" where a list of rows belongs") + form);
    if (depth_ == 2) {
      return refuse("/rows/" + std::to_string(builder_.rows()) + " is no row: an object belongs there" + std::string(form));
    }
    if (depth_ > 3 || column_ == Inputs::not_used) return true;
    if (column_ == Inputs::unknown) {
      builder_.set_unknown(name_, given);
    } else {
      builder_.set(column_, given);
    }
    return true;
  }

  const Inputs& inputs_;
  RowBuilder& builder_;
  std::size_t most_rows_;
  bool has_rows_ = false;
  std::size_t column_ = Inputs::not_used;  // of the value to come
  std::string name_;
};

}  // namespace

Rejection too_many_rows(std::size_t most_rows) {
  return {.status = 413, .error = "more than " + std::to_string(most_rows) + " rows; send them in several requests, or use predict"};
}

dataset::Table read_rows(std::string_view body, const Inputs& inputs, std::size_t most_rows, Rejection& rejection) {
  RowBuilder builder(inputs, [](std::size_t row, const std::string& column) {
    return "/rows/" + std::to_string(row) + pointer_piece(column);
  });
  RowsSax sax(inputs, builder, most_rows, rejection);
  const bool whole = json::sax_parse(body.begin(), body.end(), &sax);
  if (rejection) return {};
  if (!whole) {
    rejection = {.status = 400, .error = "the body is not JSON"};
  } else if (!sax.has_rows()) {
    rejection = {.status = 400, .error = "the body has no key 'rows'; send {\"rows\": [{\"feature\": value, …}, …]}"};
  } else if (builder.rows() == 0) {
    rejection = {.status = 400, .error = "/rows is empty; send at least one row"};
  }
  if (rejection) return {};
  return builder.finish(rejection);
}

std::optional<json> read_document(std::string_view body, Rejection& rejection) {
  struct DepthSax : Sax {
    using Sax::Sax;
    bool null() { return true; }
    bool boolean(bool /*truth*/) { return true; }
    bool number_integer(std::int64_t /*number*/) { return true; }
    bool number_unsigned(std::uint64_t /*number*/) { return true; }
    bool number_float(double /*number*/, const std::string& /*text*/) { return true; }
    bool string(std::string& /*text*/) { return true; }
    bool binary(json::binary_t& /*bytes*/) { return true; }
    bool start_object(std::size_t /*size*/) { return enter(); }
    bool start_array(std::size_t /*size*/) { return enter(); }
    bool end_object() { return leave(); }
    bool end_array() { return leave(); }
    bool key(std::string& /*name*/) { return true; }
  } checked(rejection);
  if (!json::sax_parse(body.begin(), body.end(), &checked)) {
    if (!rejection) rejection = {.status = 400, .error = "the body is not JSON"};
    return std::nullopt;
  }
  json document = json::parse(body.begin(), body.end(), nullptr, false);
  if (!document.is_discarded()) return document;
  rejection = {.status = 400, .error = "the body is not JSON"};
  return std::nullopt;
}

}  // namespace trainyard::serve
