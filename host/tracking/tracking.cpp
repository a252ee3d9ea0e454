#include "host/tracking/tracking.hpp"

#include <chrono>
#include <thread>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/registry/registry.hpp"
#include "host/tracking/records.hpp"
#include "host/tracking/registry_mirror.hpp"
#include "host/tracking/run_mirror.hpp"

namespace trainyard::tracking {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

namespace {

constexpr auto patience_for_lease = std::chrono::seconds(10);

Patience patience_of(Haste haste) {
  if (haste == Haste::some) return {};
  if (haste == Haste::great) {
    return {.connect = milliseconds(1000), .request = milliseconds(3000), .total = milliseconds(5000), .attempts = 1};
  }
  return {.connect = milliseconds(10000), .request = milliseconds(60000), .total = milliseconds(0), .attempts = 5};
}

/// The command that sends later what could not be sent now.
std::string remedy(const fs::path& root, const Server& server) {
  return "nothing is lost: `trainyard runs export --mlflow " + server.url + " --results " + root.string() + "` sends it";
}

}  // namespace

struct Mirror::State {
  fs::path root;
  Records records;
  Mlflow mlflow;
};

Mirror::Mirror(const fs::path& root, const Server& server, Haste haste)
    : state_(new State{.root = root,
                       .records = Records(root, server),
                       .mlflow = Mlflow(Http(server, credentials_of_environment(), patience_of(haste)))}) {
  if (haste == Haste::none) state_->records.clean();
}

Mirror::~Mirror() = default;

void Mirror::follow() { state_->records.follow(); }

bool Mirror::has(const results::RunEntry& run) const { return state_->records.sent(run).has_value(); }

Mirrored Mirror::run(const results::RunEntry& run) {
  if (const auto id = state_->records.sent(run)) return {.outcome = Mirrored::Outcome::already, .id = *id};
  const bool finished = run.status == "finished";
  if (!finished && run.status != "interrupted" && run.status != "failed") {
    throw Error(ExitCode::no_input, run.name + " is " + run.status + "; only a run that has ended can be sent");
  }
  const auto lease = state_->records.lease(&run);
  if (!lease) return {.outcome = Mirrored::Outcome::held, .id = ""};
  if (const auto id = state_->records.sent(run)) return {.outcome = Mirrored::Outcome::already, .id = *id};
  if (finished) results::check_unchanged(run);
  const ServerRun there = find_or_create_run(state_->mlflow, run);
  send_run(state_->mlflow, run, there);
  if (finished) state_->records.set_sent(run, there.id);
  return {.outcome = Mirrored::Outcome::sent, .id = there.id};
}

bool Mirror::registry() {
  if (state_of(registry::Registry::open(state_->root).models()) == state_->records.registry()) return false;
  const auto end = std::chrono::steady_clock::now() + patience_for_lease;
  auto lease = state_->records.lease(nullptr);
  for (; !lease && std::chrono::steady_clock::now() < end; lease = state_->records.lease(nullptr)) {
    std::this_thread::sleep_for(milliseconds(50));
  }
  if (!lease) throw Error(ExitCode::unavailable, "another program is sending the registry to " + state_->mlflow.server().url);
  const auto registry = registry::Registry::open(state_->root);
  const std::string state = state_of(registry.models());
  if (state == state_->records.registry()) return false;
  const auto results = results::Results::open(state_->root);
  const RunOnServer run_of = [&](const registry::Version& version) -> std::string {
    const fs::path folder = (state_->root / version.run).lexically_normal();
    if (!fs::exists(folder)) return "";
    const Mirrored mirrored = run(results.find(folder.string()));
    if (mirrored.outcome != Mirrored::Outcome::held) return mirrored.id;
    throw Error(ExitCode::unavailable, "another program is sending the run " + folder.filename().string());
  };
  for (const auto& [name, model] : registry.models()) send_model(state_->mlflow, model, run_of);
  state_->records.set_registry(state);
  return true;
}

void mirror_registry(const fs::path& root) {
  std::vector<Server> servers;
  try {
    servers = followed(root);
  } catch (const std::exception& error) {
    log::warning(error.what());
  }
  for (const Server& server : servers) {
    try {
      Mirror(root, server, Haste::some).registry();
    } catch (const std::exception& error) {
      log::warning(std::string("the registry is not mirrored yet: ") + error.what() + "; " + remedy(root, server));
    }
  }
}

std::string mirror_run(const fs::path& root, const Server& server, const fs::path& run) {
  log::set_stage("tracking");
  try {
    Mirror mirror(root, server, Haste::some);
    mirror.follow();
    const Mirrored mirrored = mirror.run(results::Results::open(root).find(run.string()));
    mirror.registry();
    if (mirrored.outcome == Mirrored::Outcome::sent) log::info("sent to " + server.url + " as run " + mirrored.id);
    return mirrored.id;
  } catch (const std::exception& error) {
    log::warning(std::string("the run is not mirrored yet: ") + error.what() + "; " + remedy(root, server));
    return "";
  }
}

void mirror_unfinished(const fs::path& root, const Server& server, const fs::path& run, const std::string& status) {
  try {
    results::RunEntry entry = results::Results::open(root).find(run.string());
    entry.status = status;
    Mirror(root, server, Haste::great).run(entry);
  } catch (const std::exception& error) {
    log::warning(std::string("that the run ") + (status == "failed" ? "failed" : "was interrupted") + " is not mirrored: " + error.what());
  }
}

}  // namespace trainyard::tracking
