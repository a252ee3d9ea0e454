// The model's answers to messages.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/serve/served_model.hpp"
#include "host/stream/stream.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::stream {

/// Messages are JSON objects {feature: value, …} that name every feature of the model, with null where it is missing; other members are
/// passed over, with one warning per name. A prediction is the object of POST /v1/predict, with the bits of `trainyard predict`.
class RowAnswers {
 public:
  RowAnswers(const serve::ServedModel& model, Exec exec) : model_(model), exec_(exec) {}

  /// One answer per message. All are predicted as one block; where some are no rows of the model, they are looked for in ever smaller ones.
  std::vector<Answer> operator()(std::span<const std::string_view> messages);

 private:
  void answer(std::span<const std::string_view> messages, std::span<Answer> answers);
  /// "" and all answers, or what is wrong with the block.
  std::string answer_block(std::span<const std::string_view> messages, std::span<Answer> answers);
  void ignore(const std::string& name);

  const serve::ServedModel& model_;
  Exec exec_;
  std::set<std::string> ignored_;
};

}  // namespace trainyard::stream
