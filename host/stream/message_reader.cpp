#include "host/stream/message_reader.hpp"

#include "host/serve/json_sax.hpp"

namespace trainyard::stream {
namespace {

using serve::Inputs;
using serve::Structure;
using serve::Value;

/// Depth 1 is the row.
class MessageSax final : public serve::JsonSax {
 public:
  MessageSax(std::size_t size, const Inputs& inputs, serve::RowBuilder& builder, const std::function<void(const std::string&)>& ignored)
      : JsonSax("the message", size), inputs_(inputs), builder_(builder), ignored_(ignored) {}

  bool start_object(std::size_t /*size*/) { return depth() == 0 ? enter() : value(Structure{"{…}"}) && enter(); }
  bool start_array(std::size_t /*size*/) { return value(Structure{"[…]"}) && enter(); }
  bool key(std::string& name) {
    if (depth() != 1) return true;
    column_ = inputs_.find(name);
    if (column_ == Inputs::unknown) ignored_(name);
    return true;
  }

 private:
  bool value(const Value& given) override {
    if (depth() == 0) return refuse("the message is " + serve::json_text(given) + " where an object {\"feature\": value, …} belongs");
    if (depth() == 1 && column_ < inputs_.columns().size()) builder_.set(column_, given);
    return true;
  }

  const Inputs& inputs_;
  serve::RowBuilder& builder_;
  const std::function<void(const std::string&)>& ignored_;
  std::size_t column_ = Inputs::not_used;  // of the value to come
};

}  // namespace

std::string read_message(std::string_view text, const Inputs& inputs, serve::RowBuilder& builder,
                         const std::function<void(const std::string&)>& ignored) {
  builder.begin_row();
  MessageSax sax(text.size(), inputs, builder, ignored);
  return serve::JsonSax::read(text, sax);
}

}  // namespace trainyard::stream
