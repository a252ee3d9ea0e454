// Models of the registry as `models list`, `show` and `history` answer.
#pragma once

#include "host/registry/registry.hpp"
#include "jobs/verb.hpp"

namespace trainyard::jobs {

/// A line per model; as JSON {status, results, models: [{name, versions, production, staging, changed}]}.
Answer models_answer(const std::filesystem::path& results, const registry::Registry& registry);
/// A line per version; as JSON {status, model, versions: […]}.
Answer model_answer(const registry::Model& model);
/// All about one version; as JSON {status, model, …, lineage, card}.
Answer version_answer(const registry::Found& found);
/// A line per change, oldest first; as JSON {status, model, changes: […]}.
Answer history_answer(const std::string& name, const std::vector<nlohmann::ordered_json>& lines);
/// What a change did; as JSON {status: "finished" | "skipped", model, version, stage, …, before, after, path}.
Answer changed_answer(const registry::Changed& changed, const std::string& done);

}  // namespace trainyard::jobs
