// Changes of a version that is there: stages, approvals, checks.
#include <algorithm>

#include "host/error/error.hpp"
#include "host/registry/change.hpp"
#include "host/registry/intact.hpp"
#include "host/system/system.hpp"

namespace trainyard::registry {

using Json = nlohmann::ordered_json;

namespace {

Changed answer(const Change& change, const std::string& name, std::uint64_t number, const Json& before, const Json& after,
               bool changed = true) {
  const Model& model = change.model(name);
  return {.changed = changed,
          .model = model,
          .version = find_version(model, number),
          .folder = version_folder(change.root(), name, number),
          .before = before,
          .after = after};
}

std::string named(const Model& model, const Version& version) { return model.name + " version " + std::to_string(version.number); }
std::string command_for(const std::string& action, const Model& model, const Version& version) {
  return "`trainyard models " + action + " " + model.name + " " + std::to_string(version.number);
}

/// Those whose approval the policy counts.
int counted_approvals(const Policy& policy, const Version& version) {
  const auto counts = [&](const Approval& one) { return policy.objection(one.user, version.registered_by).empty(); };
  return static_cast<int>(std::count_if(version.approvals.begin(), version.approvals.end(), counts));
}

void check_permitted(const Policy& policy, const Model& model, const Version& version) {
  if (const int counted = counted_approvals(policy, version); counted < policy.approvals) {
    const std::string who = policy.self_approval ? "" : " (not by '" + version.registered_by + "', who registered it)";
    throw Error(ExitCode::not_permitted, named(model, version) + " may not go to Production: it has " + std::to_string(counted) + " of " +
                                             std::to_string(policy.approvals) + " approvals" + who +
                                             "; a user who may approve gives one with " + command_for("approve", model, version) +
                                             " --reason TEXT`");
  }
  if (!policy.check_required || (version.check.is_object() && version.check.value("verdict", "") == "passed")) return;
  throw Error(ExitCode::not_permitted, named(model, version) + " may not go to Production: " + policy_name + " requires a check, and " +
                                           (version.check.is_null() ? "there was none" : "the last one failed") + "; " +
                                           "`trainyard models check " + model.name + "@" + std::to_string(version.number) + "` does it");
}

/// Moves versions, which may be two, in one line.
Changed move(Change& change, const std::string& action, const Model& model, std::uint64_t subject,
             const std::vector<std::pair<const Version*, Stage>>& moves) {
  Json before = Json::object(), after = Json::object();
  const std::string name = model.name;
  for (const auto& [version, stage] : moves) {
    before[std::to_string(version->number)] = stage_name(version->stage);
    after[std::to_string(version->number)] = stage_name(stage);
  }
  change.record(action, name, subject, before, after);
  return answer(change, name, subject, before, after);
}

}  // namespace

Changed promote(const Order& order, const std::string& name, std::uint64_t number, Stage to) {
  Change change(order);
  const Model& model = change.model(name);
  const Version& version = find_version(model, number);
  if (version.stage == to) return answer(change, name, number, nullptr, nullptr, false);
  if (version.stage == Stage::production && !order.has_reason()) {
    throw Error(ExitCode::usage, named(model, version) + " is in Production, and taking it out needs a reason: --reason TEXT");
  }
  if (to == Stage::staging || to == Stage::production) check_intact(version_folder(order.root, name, number), version);
  std::vector<std::pair<const Version*, Stage>> moves;
  if (to == Stage::production) {
    check_permitted(change.policy(), model, version);
    if (const Version* former = model.in_production()) moves.emplace_back(former, Stage::archived);
  }
  moves.emplace_back(&version, to);
  return move(change, to == Stage::archived ? "archive" : "promote", model, number, moves);
}

Changed rollback(const Order& order, const std::string& name) {
  if (!order.has_reason()) throw Error(ExitCode::usage, "a rollback needs a reason: --reason TEXT");
  Change change(order);
  const Model& model = change.model(name);
  const Version* now = model.in_production();
  std::vector<std::uint64_t> good = model.production;
  if (now != nullptr) std::erase(good, now->number);
  if (good.empty()) {
    throw Error(ExitCode::no_input,
                name + " has nothing to go back to: " + (now != nullptr ? "no version but " + std::to_string(now->number) : "no version") +
                    " was put into Production and not taken out since; `trainyard models history " + name + "` shows what was");
  }
  const Version& last = find_version(model, good.back());
  check_intact(version_folder(order.root, name, last.number), last);
  std::vector<std::pair<const Version*, Stage>> moves;
  if (now != nullptr) moves.emplace_back(now, Stage::archived);
  moves.emplace_back(&last, Stage::production);
  return move(change, "rollback", model, last.number, moves);
}

Changed approve(const Order& order, const std::string& name, std::uint64_t number) {
  if (!order.has_reason()) throw Error(ExitCode::usage, "an approval needs a reason: --reason TEXT");
  Change change(order);
  const Model& model = change.model(name);
  const Version& version = find_version(model, number);
  const std::string user = system::user();
  if (const std::string objection = change.policy().objection(user, version.registered_by); !objection.empty()) {
    throw Error(ExitCode::not_permitted, named(model, version) + " may not be approved: " + objection);
  }
  check_intact(version_folder(order.root, name, number), version);
  const auto own = [&](const Approval& one) { return one.user == user; };
  if (std::any_of(version.approvals.begin(), version.approvals.end(), own)) return answer(change, name, number, nullptr, nullptr, false);
  const std::size_t had = version.approvals.size();
  const Json before = {{"approvals", had}}, after = {{"approvals", had + 1}, {"checksum", version.checksum}};
  change.record("approve", name, number, before, after);
  return answer(change, name, number, before, after);
}

Changed record_check(const Order& order, const std::string& name, std::uint64_t number, const Json& finding) {
  Change change(order);
  const Version& version = find_version(change.model(name), number);
  const Json before = version.check.is_object() ? Json{{"verdict", version.check.at("verdict")}} : Json();
  Json after = finding;
  after["checksum"] = version.checksum;
  change.record("check", name, number, before, after);
  return answer(change, name, number, before, after);
}

}  // namespace trainyard::registry
