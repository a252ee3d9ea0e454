#include "host/pipeline/checkpoint.hpp"

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::pipeline {

using nlohmann::ordered_json;

// One line of sealed JSON that says how long the parts are and what they hash to, the history, the model.
CheckpointFile::Kept CheckpointFile::read() const {
  if (!std::filesystem::exists(path_)) return {};
  const std::string text = storage::read_file(path_);
  const std::size_t end = text.find("}\n");
  if (end == std::string::npos) throw Error(ExitCode::bad_data, path_.string() + ": is cut short; start afresh with --new");
  const ordered_json head = storage::unseal(text.substr(0, end + 2), path_);
  const std::string body = text.substr(end + 2);
  if (storage::sha256(body) != head.at("sha256")) {
    throw Error(ExitCode::bad_data, path_.string() + ": was changed after it was written; start afresh with --new");
  }
  const auto history = head.at("history_bytes").get<std::size_t>();
  return {.model = {.rounds = head.at("rounds"), .bytes = body.substr(history)}, .history = body.substr(0, history)};
}

void CheckpointFile::write(const models::Checkpoint& model, const std::string& history) const {
  const std::string body = history + model.bytes;
  const ordered_json head = {{"rounds", model.rounds}, {"history_bytes", history.size()}, {"sha256", storage::sha256(body)}};
  storage::write_file(path_, storage::seal(head) + body);
}

void CheckpointFile::remove() const { std::filesystem::remove(path_); }

}  // namespace trainyard::pipeline
