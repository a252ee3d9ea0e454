#include "host/registry/change.hpp"

#include <array>
#include <chrono>
#include <thread>
#include <unistd.h>

#include "host/error/error.hpp"
#include "host/registry/share.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/leftovers.hpp"
#include "host/system/system.hpp"

namespace trainyard::registry {

using Json = nlohmann::ordered_json;

namespace {

namespace fs = std::filesystem;

constexpr auto patience = std::chrono::minutes(1);
constexpr std::size_t longest_reason = 5000, longest_command = 5000;

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

storage::Lease wait_for_lease(const fs::path& root) {
  make_shared_folder(root, root / models_name);
  const fs::path file = root / models_name / lease_name;
  const auto end = std::chrono::steady_clock::now() + patience;
  for (auto pause = std::chrono::milliseconds(2);; pause = std::min(2 * pause, std::chrono::milliseconds(50))) {
    if (auto lease = storage::Lease::acquire(file)) return std::move(*lease);
    if (std::chrono::steady_clock::now() > end) break;
    std::this_thread::sleep_for(pause);
  }
  throw Error(ExitCode::unavailable, "the registry of " + root.string() + " is being changed by a living process (" + file.string() +
                                         " names it); try again when it has ended");
}

}  // namespace

Change::Change(const Order& order) : order_(order), lease_(wait_for_lease(order.root)) {
  if (order.reason.size() > longest_reason) {
    throw Error(ExitCode::usage, "--reason: " + std::to_string(order.reason.size()) + " bytes, at most " + std::to_string(longest_reason));
  }
  storage::remove_temporaries(order.root / models_name);
  policy_ = read_policy(order.root);
  state_ = read_state(order.root);
  for (const std::string& name : state_.behind) write_stages(name);
}

void Change::check_lease() const {
  if (lease_.still_ours()) return;
  throw Error(ExitCode::interrupted, "the registry of " + order_.root.string() +
                                         " was taken over by another process while this one was not heard of; nothing was changed, give "
                                         "the command again");
}

void Change::record(const std::string& action, const std::string& model, std::uint64_t version, const Json& before, const Json& after) {
  Json fields = {{"time", system::now_utc()},
                 {"user", system::user()},
                 {"host", host_name()},
                 {"command", order_.command.substr(0, longest_command)},
                 {"action", action},
                 {"model", model},
                 {"version", version},
                 {"reason", order_.reason.empty() ? Json() : Json(order_.reason)},
                 {"before", before},
                 {"after", after},
                 {"policy", policy_.digest.empty() ? Json() : Json(policy_.digest)}};
  Json line = {{"line", state_.audit.lines.size() + 1}};
  line.update(fields);
  Models changed = state_.models;
  apply(changed, {.fields = line, .hash = ""});  // first: a line that does not fit is never written
  check_lease();
  append(state_.audit, order_.root, fields);
  state_.models = std::move(changed);
  write_stages(model);
}

void Change::write_stages(const std::string& name) const {
  const fs::path folder = order_.root / models_name / name;
  make_shared_folder(order_.root, folder);
  storage::remove_temporaries(folder);
  check_lease();
  storage::write_file(folder / stages_name, stages_text(state_.models.at(name), state_.audit));
}

}  // namespace trainyard::registry
