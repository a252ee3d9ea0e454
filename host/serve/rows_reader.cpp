#include "host/serve/rows_reader.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "host/dataset/printable.hpp"
#include "host/error/error.hpp"
#include "host/serve/json_sax.hpp"

namespace trainyard::serve {
namespace {

using nlohmann::json;

/// Depth 1 is the body, 2 the list of rows, 3 a row.
class RowsSax final : public JsonSax {
 public:
  RowsSax(std::size_t size, const Inputs& inputs, RowBuilder& builder, std::size_t most_rows, Rejection& rejection)
      : JsonSax("the body", size), inputs_(inputs), builder_(builder), most_rows_(most_rows), rejection_(rejection) {}

  [[nodiscard]] bool has_rows() const { return has_rows_; }

  bool start_object(std::size_t /*size*/) {
    if (depth() == 1 || depth() == 3) return value(Structure{"{…}"}) && enter();
    if (depth() != 2) return enter();
    if (builder_.rows() == most_rows_) {
      rejection_ = too_many_rows(most_rows_);
      return false;
    }
    builder_.begin_row();
    return enter();
  }
  bool start_array(std::size_t /*size*/) {
    if (depth() == 1) return enter();  // the list of rows
    if (depth() == 3) return value(Structure{"[…]"}) && enter();
    return depth() > 3 ? enter() : value(Structure{"[…]"});
  }
  bool key(std::string& name) {
    if (depth() == 1) {
      if (name != "rows") return refuse("the body has a key '" + dataset::printable(name) + "'; it takes one, 'rows'");
      if (has_rows_) return refuse("the body has two keys 'rows'");
      has_rows_ = true;
    } else if (depth() == 3) {
      column_ = inputs_.find(name);
      if (column_ == Inputs::unknown) name_ = name;
    }
    return true;
  }

 private:
  // Where a value stands by itself; those inside the structure of another one are passed over.
  bool value(const Value& given) override {
    constexpr const char* form = "; send {\"rows\": [{\"feature\": value, …}, …]}";
    if (depth() == 0) return refuse("the body is " + json_text(given) + std::string(" where an object belongs") + form);
    if (depth() == 1) return refuse("/rows is " + json_text(given) + std::string(" where a list of rows belongs") + form);
    if (depth() == 2) {
      return refuse("/rows/" + std::to_string(builder_.rows()) + " is no row: an object belongs there" + std::string(form));
    }
    if (depth() > 3 || column_ == Inputs::not_used) return true;
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
  Rejection& rejection_;
  bool has_rows_ = false;
  std::size_t column_ = Inputs::not_used;  // of the value to come
  std::string name_;
};

}  // namespace

std::string not_json(std::size_t position, std::size_t size, const std::string& last_token) {
  const std::string out = "is not JSON from byte " + std::to_string(position) + " on";
  if (position > size) return out + ": it ends too early";
  const bool is_python = last_token.ends_with('N') || last_token.ends_with('I');
  return is_python ? out + ": NaN and Infinity are no JSON, send null for a missing value" : out;
}

Rejection too_many_rows(std::size_t most_rows) {
  return {.status = 413, .error = "more than " + std::to_string(most_rows) + " rows; send them in several requests, or use predict"};
}

dataset::Table read_rows(std::string_view body, const Inputs& inputs, std::size_t most_rows, Rejection& rejection) {
  RowBuilder builder(inputs,
                     [](std::size_t row, const std::string& column) { return "/rows/" + std::to_string(row) + pointer_piece(column); });
  RowsSax sax(body.size(), inputs, builder, most_rows, rejection);
  const std::string wrong = JsonSax::read(body, sax);
  if (rejection) return {};
  if (!wrong.empty()) {
    rejection = {.status = 400, .error = wrong};
  } else if (!sax.has_rows()) {
    rejection = {.status = 400, .error = "the body has no key 'rows'; send {\"rows\": [{\"feature\": value, …}, …]}"};
  } else if (builder.rows() == 0) {
    rejection = {.status = 400, .error = "/rows is empty; send at least one row"};
  }
  if (rejection) return {};
  return builder.finish(rejection);
}

std::optional<json> read_document(std::string_view body, Rejection& rejection) {
  struct DepthSax final : JsonSax {
    using JsonSax::JsonSax;
    bool start_object(std::size_t /*size*/) { return enter(); }
    bool start_array(std::size_t /*size*/) { return enter(); }
    bool key(std::string& /*name*/) { return true; }
    bool value(const Value& /*given*/) override { return true; }
  } checked("the body", body.size());
  if (const std::string wrong = JsonSax::read(body, checked); !wrong.empty()) {
    rejection = {.status = 400, .error = wrong};
    return std::nullopt;
  }
  json document = json::parse(body.begin(), body.end(), nullptr, false);
  if (!document.is_discarded()) return document;
  rejection = {.status = 400, .error = "the body is not JSON"};
  return std::nullopt;
}

}  // namespace trainyard::serve
