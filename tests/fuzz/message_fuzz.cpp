// Messages of a stream: read, refused with a reason, or answered, alone as beside a good one.
#include <cstdint>
#include <cstdlib>

#include "host/stream/row_answers.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/host/serve/small_model.hpp"

using trainyard::stream::RowAnswers;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto model = trainyard::serve::test::small_model();
  static RowAnswers answers(*model, trainyard::Exec{});
  static const std::string good = trainyard::serve::test::good_row();
  const std::string_view messages[] = {good, {reinterpret_cast<const char*>(data), size}};
  const auto together = answers(messages);
  const auto alone = answers(std::span(messages).subspan(1));
  trainyard::fuzz::require(together.size() == 2 && together[0].good, "a good message is not answered beside another one");
  trainyard::fuzz::require(together[1].good == alone[0].good && together[1].text == alone[0].text, "the answer depends on the neighbour");
  trainyard::fuzz::require(alone[0].good || !alone[0].text.empty(), "a refusal has no reason");
  return 0;
}
