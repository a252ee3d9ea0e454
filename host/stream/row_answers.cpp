#include "host/stream/row_answers.hpp"

#include <algorithm>

#include "host/dataset/printable.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/stream/message_reader.hpp"

namespace trainyard::stream {
namespace {

constexpr std::size_t pieces = 16;            // of a block that holds something wrong
constexpr std::size_t most_ignored = 100;     // names in warnings
constexpr std::size_t longest_reason = 2000;  // bytes

/// "/age: text in the place of a number, \"x\"; /sex: …"
std::string reason_of(const serve::Rejection& rejection) {
  std::string reason = rejection.error;
  for (const serve::Problem& problem : rejection.problems) {
    if (reason.size() > longest_reason) return reason + "; …";
    reason += (reason.empty() ? "" : "; ") + problem.path + (problem.path.empty() ? "" : ": ") + problem.problem;
    if (!problem.value.empty()) reason += ": " + problem.value;
  }
  return reason;
}

}  // namespace

std::vector<Answer> RowAnswers::operator()(std::span<const std::string_view> messages) {
  std::vector<Answer> answers(messages.size());
  answer(messages, answers);
  return answers;
}

void RowAnswers::answer(std::span<const std::string_view> messages, std::span<Answer> answers) {
  if (messages.empty()) return;
  std::string problem = answer_block(messages, answers);
  if (problem.empty()) return;
  if (messages.size() == 1) {
    answers.front() = {false, std::move(problem)};
    return;
  }
  const std::size_t step = (messages.size() + pieces - 1) / pieces;
  for (std::size_t begin = 0; begin < messages.size(); begin += step) {
    const std::size_t count = std::min(step, messages.size() - begin);
    answer(messages.subspan(begin, count), answers.subspan(begin, count));
  }
}

std::string RowAnswers::answer_block(std::span<const std::string_view> messages, std::span<Answer> answers) {
  serve::RowBuilder builder(model_.inputs(), [](std::size_t, const std::string& column) { return serve::pointer_piece(column); });
  for (const std::string_view message : messages) {
    std::string problem = read_message(message, model_.inputs(), builder, [this](const std::string& name) { ignore(name); });
    if (!problem.empty()) return problem;
  }
  serve::Rejection rejection;
  const dataset::Table table = builder.finish(rejection);
  if (rejection) return reason_of(rejection);

  try {
    const serve::Predicted predicted = model_.predict(exec_, table);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      answers[i] = {true, {}};
      model_.append_prediction(answers[i].text, predicted, i);
    }
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_data) throw;
    return error.what();
  }
  return {};
}

void RowAnswers::ignore(const std::string& name) {
  if (ignored_.size() == most_ignored || !ignored_.insert(name).second) return;
  log::warning("member '" + dataset::printable(name) + "' of messages is not a feature of the model and is passed over");
}

}  // namespace trainyard::stream
