#include "host/stream/message_reader.hpp"

#include <limits>
#include <nlohmann/json.hpp>

#include "host/serve/rows_reader.hpp"

namespace trainyard::stream {
namespace {

using serve::Inputs;
using serve::Structure;
using serve::Value;

/// Functions are called by nlohmann's parser; false ends it. Depth 1 is the row.
class MessageSax {
 public:
  MessageSax(std::size_t size, const Inputs& inputs, serve::RowBuilder& builder, const std::function<void(const std::string&)>& ignored)
      : size_(size), inputs_(inputs), builder_(builder), ignored_(ignored) {}

  [[nodiscard]] const std::string& problem() const { return problem_; }

  bool null() { return value(nullptr); }
  bool boolean(bool truth) { return value(truth); }
  bool number_integer(std::int64_t number) { return value(number); }
  bool number_unsigned(std::uint64_t number) {
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return value(number);
    return value(static_cast<std::int64_t>(number));
  }
  bool number_float(double number, const std::string& /*text*/) { return value(number); }
  bool string(std::string& text) { return value(std::string_view(text)); }
  bool binary(nlohmann::json::binary_t& /*bytes*/) { return refuse("the message is not JSON"); }
  bool start_object(std::size_t /*size*/) { return depth_ == 0 ? enter() : value(Structure{"{…}"}) && enter(); }
  bool start_array(std::size_t /*size*/) { return value(Structure{"[…]"}) && enter(); }
  bool end_object() { return leave(); }
  bool end_array() { return leave(); }
  bool key(std::string& name) {
    if (depth_ != 1) return true;
    column_ = inputs_.find(name);
    if (column_ == Inputs::unknown) ignored_(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string& last_token, const nlohmann::detail::exception& /*error*/) {
    return refuse("the message " + serve::not_json(position, size_, last_token));
  }

 private:
  bool refuse(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
    return false;
  }
  bool enter() {
    return ++depth_ <= serve::deepest_json || refuse("the message nests deeper than " + std::to_string(serve::deepest_json) + " levels");
  }
  bool leave() {
    --depth_;
    return true;
  }
  bool value(const Value& given) {
    if (depth_ == 0) return refuse("the message is " + serve::json_text(given) + " where an object {\"feature\": value, …} belongs");
    if (depth_ == 1 && column_ < inputs_.columns().size()) builder_.set(column_, given);
    return true;
  }

  std::size_t size_;
  const Inputs& inputs_;
  serve::RowBuilder& builder_;
  const std::function<void(const std::string&)>& ignored_;
  std::string problem_;
  std::size_t depth_ = 0;
  std::size_t column_ = Inputs::not_used;  // of the value to come
};

}  // namespace

std::string read_message(std::string_view text, const Inputs& inputs, serve::RowBuilder& builder,
                         const std::function<void(const std::string&)>& ignored) {
  builder.begin_row();
  MessageSax sax(text.size(), inputs, builder, ignored);
  const bool whole = nlohmann::json::sax_parse(text.begin(), text.end(), &sax);
  return whole || !sax.problem().empty() ? sax.problem() : "the message is not JSON";
}

}  // namespace trainyard::stream
