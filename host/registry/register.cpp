// A run's bundle becomes the next version: written aside, synced, renamed into place, then on record.
#include <algorithm>

#include "host/error/error.hpp"
#include "host/registry/card.hpp"
#include "host/registry/change.hpp"
#include "host/registry/intact.hpp"
#include "host/registry/share.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/folders.hpp"
#include "host/storage/leftovers.hpp"
#include "host/storage/manifest.hpp"
#include "host/storage/sealed.hpp"
#include "host/system/system.hpp"

namespace trainyard::registry {

using Json = nlohmann::ordered_json;

namespace {

namespace fs = std::filesystem;

constexpr int version_format = 1;

fs::path normal(const fs::path& path) { return fs::absolute(path / "").lexically_normal().parent_path(); }

/// Below the results directory where it lies there, so that the whole may be moved.
std::string place_of(const fs::path& root, const fs::path& path) {
  const fs::path relative = normal(path).lexically_relative(normal(root));
  return relative.empty() || *relative.begin() == ".." ? normal(path).string() : relative.string();
}

Json read_json(const fs::path& run, const char* name) {
  return fs::exists(run / name) ? storage::parse_json(storage::read_verified(run, name), run / name) : Json();
}

/// What the run says of itself, checked against its manifest.
RunFacts read_run(const fs::path& run) {
  if (!fs::exists(run / storage::manifest_name)) {
    throw Error(ExitCode::no_input, run.string() + " is not a finished run (no manifest.json in it); `trainyard resume` finishes it first");
  }
  if (!fs::exists(run / bundle_index)) {
    throw Error(ExitCode::no_input, run.string() + " has no model to register; `trainyard run` or `trainyard train` makes one");
  }
  check_folder(run, "the run");
  return {.run = read_json(run, "run.json"),
          .metrics = read_json(run, "metrics.json"),
          .data = read_json(run, "data.json"),
          .gates = read_json(run, "gates.json"),
          .bundle = read_json(run, bundle_index)};
}

void check_gates(const RunFacts& facts, const Registration& registration, const Order& order) {
  if (registration.force && !order.has_reason())
    throw Error(ExitCode::usage, "--force needs a reason, which is put on record: --reason TEXT");
  const Doubt doubt = doubt_of(facts);
  if (doubt.what.empty() || registration.force) return;
  throw Error(ExitCode::verdict_no, registration.run.string() + ": " + doubt.what + ", so it is not registered; " + doubt.remedy +
                                        ", or put it on record that it is wanted all the same: --force --reason TEXT");
}

/// The digest of a dataset's manifest, null where it is not there (any more).
Json manifest_of(const fs::path& folder) {
  return fs::exists(folder / storage::manifest_name) ? Json(storage::sha256_file(folder / storage::manifest_name)) : Json();
}

Json lineage(const Change& change, const RunFacts& facts, const Registration& registration) {
  Json dataset;
  if (facts.data.is_object() && facts.data.contains("dataset")) {
    const Json& found = facts.data["dataset"];
    const fs::path folder = found.at("path").get<std::string>();
    dataset = {{"path", place_of(change.root(), folder)}, {"version", found.at("version")}, {"manifest", manifest_of(folder)}};
  }
  return {{"run",
           {{"path", place_of(change.root(), registration.run)},
            {"manifest", storage::sha256_file(registration.run / storage::manifest_name)},
            {"git", facts.run.value("git", Json())}}},
          {"dataset", std::move(dataset)},
          {"bundle", storage::sha256_file(registration.run / bundle_index)}};
}

/// transform/ and model/ of the run; returns the digests by path.
std::map<std::string, std::string> copy_bundle(const fs::path& run, const fs::path& to) {
  std::map<std::string, std::string> digests;
  for (const char* part : {"transform", "model"}) {
    for (const auto& entry : fs::recursive_directory_iterator(run / part)) {
      if (!entry.is_regular_file()) continue;
      const fs::path relative = entry.path().lexically_relative(run);
      const std::string bytes = storage::read_verified(run, relative);
      storage::make_folder((to / relative).parent_path());
      storage::write_file(to / relative, bytes);
      digests[relative.generic_string()] = storage::sha256(bytes);
    }
  }
  return digests;
}

void write_version(const Change& change, const fs::path& folder, const RunFacts& facts, const Registration& registration,
                   std::uint64_t number, const Order& order) {
  const auto digests = copy_bundle(registration.run, folder);
  const Json forced = doubt_of(facts).what.empty() ? Json() : Json{{"reason", order.reason}};
  const Json document = {{"format", version_format},
                         {"name", registration.name},
                         {"version", number},
                         {"description", registration.description},
                         {"tags", registration.tags},
                         {"registered_by", system::user()},
                         {"registered", system::now_utc()},
                         {"lineage", lineage(change, facts, registration)},
                         {"forced", forced}};
  storage::write_file(folder / "version.json", document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  storage::write_file(folder / "card.md", card_text(document, facts, registration.card));
  storage::write_manifest(folder, "model", "", digests);
}

/// Removes what killed processes left of versions that were never on record, as far as this user may: all of it, for the lease is ours.
void remove_unrecorded(const fs::path& versions, const Model* model) {
  std::error_code ignored;
  for (const fs::path& folder : storage::folders_in(versions)) {
    const std::string name = folder.filename();
    const bool number = name.find_first_not_of("0123456789") == std::string::npos && name.size() < 19;
    if (!number || (model != nullptr && model->find(std::stoull(name)) != nullptr)) continue;
    fs::rename(folder, versions / pending_name / (name + "-unrecorded"), ignored);
  }
  for (const auto& entry : fs::directory_iterator(versions / pending_name, ignored)) fs::remove_all(entry.path(), ignored);
}

/// Above every version on record, and above a folder that could not be removed.
std::uint64_t next_number(const fs::path& versions, const Model* model) {
  std::uint64_t number = model == nullptr || model->versions.empty() ? 1 : model->versions.back().number + 1;
  while (fs::exists(versions / std::to_string(number))) ++number;
  return number;
}

const Version* already(const Model* model, const std::string& run) {
  if (model == nullptr) return nullptr;
  const auto same = [&](const Version& version) { return version.run == run; };
  const auto found = std::find_if(model->versions.rbegin(), model->versions.rend(), same);
  return found == model->versions.rend() ? nullptr : &*found;
}

}  // namespace

Changed register_version(const Order& order, const Registration& asked) {
  Registration registration = asked;
  registration.run = normal(asked.run);
  storage::check_name("model", registration.name);
  for (const auto& [tag, value] : registration.tags) storage::check_name("tag", tag);
  if (registration.stage != Stage::none && registration.stage != Stage::staging) {
    throw Error(ExitCode::usage, "a version is registered in None or Staging; `trainyard models promote` moves it on");
  }
  const RunFacts facts = read_run(registration.run);
  check_gates(facts, registration, order);

  Change change(order);
  const std::string name = registration.name, run = place_of(order.root, registration.run);
  const auto existing = change.models().find(name);
  const Model* model = existing == change.models().end() ? nullptr : &existing->second;
  if (const Version* version = registration.once ? already(model, run) : nullptr) {
    return {false, *model, *version, version_folder(order.root, name, version->number), nullptr, nullptr};
  }
  const fs::path versions = order.root / models_name / name / versions_name;
  make_shared_folder(order.root, versions / pending_name);
  remove_unrecorded(versions, model);
  const std::uint64_t number = next_number(versions, model);
  const fs::path pending = versions / pending_name / storage::temporary_name(std::to_string(number));
  write_version(change, pending, facts, registration, number, order);
  change.check_lease();
  const fs::path folder = versions / std::to_string(number);
  if (!storage::publish_folder(pending, folder)) throw Error(ExitCode::cannot_create, folder.string() + " exists already; try again");
  const Json after = {{"stage", stage_name(registration.stage)},
                      {"checksum", storage::sha256_file(folder / storage::manifest_name)},
                      {"run", run},
                      {"forced", !doubt_of(facts).what.empty()}};
  change.record("register", name, number, nullptr, after);
  const Model& now = change.model(name);
  return {true, now, find_version(now, number), folder, nullptr, after};
}

}  // namespace trainyard::registry
