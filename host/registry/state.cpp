#include "host/registry/state.hpp"

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/folders.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::registry {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

fs::path version_folder(const fs::path& root, const std::string& name, std::uint64_t number) {
  return root / models_name / name / versions_name / std::to_string(number);
}

StagesTexts read_stages(const fs::path& root) {
  StagesTexts texts;
  for (const fs::path& folder : storage::folders_in(root / models_name)) {
    try {
      texts[folder.filename()] = storage::read_file(folder / stages_name);
    } catch (const Error& error) {
      if (error.code() != ExitCode::no_input) throw;
    }
  }
  return texts;
}

Standing standing(const fs::path& file, const std::string* text, const Model& model, const Audit& audit) {
  if (text == nullptr) return {.problem = "", .behind = true};
  if (*text == stages_text(model, audit)) return {};
  const std::string where = file.string() + ": ";
  const std::string remedy = "; restore it from a copy, or remove it: the next change writes it again from " + std::string(audit_name);
  std::uint64_t lines = 0;
  std::string hash;
  try {
    const Json head = storage::unseal(*text, file).at("audit");
    lines = head.at("lines");
    hash = head.at("hash");
  } catch (const Error& error) {
    return {.problem = error.what() + remedy, .behind = false};
  } catch (const Json::exception&) {
    return {.problem = where + "not a list of stages" + remedy, .behind = false};
  }
  if (lines > audit.lines.size()) {
    return {.problem = where + "follows from line " + std::to_string(lines) + " of " + audit_name + ", which has " +
                       std::to_string(audit.lines.size()) + ": its end was cut off; restore " + audit_name + " from a copy",
            .behind = false};
  }
  if (hash != audit.hash_after(lines)) {
    return {.problem = where + "follows from another line " + std::to_string(lines) + " of " + audit_name +
                       " than is there: that file was changed; restore it from a copy",
            .behind = false};
  }
  if (lines < model.line) return {.problem = "", .behind = true};
  return {.problem = where + "not what " + audit_name + " says" + remedy, .behind = false};
}

State read_state(const fs::path& root) {
  const StagesTexts texts = read_stages(root);
  State state;
  state.audit = read_audit(root);
  for (const AuditLine& line : state.audit.lines) apply(state.models, line);
  for (const auto& [name, model] : state.models) {
    const auto text = texts.find(name);
    const Standing found =
        standing(root / models_name / name / stages_name, text == texts.end() ? nullptr : &text->second, model, state.audit);
    if (!found.problem.empty()) throw Error(ExitCode::bad_data, found.problem);
    if (found.behind) state.behind.push_back(name);
  }
  for (const auto& [name, text] : texts) {
    if (state.models.contains(name)) continue;
    throw Error(ExitCode::bad_data, (root / models_name / name / stages_name).string() + ": " + audit_name +
                                        " has no line of this model: it was cut off or removed; restore it from a copy");
  }
  return state;
}

}  // namespace trainyard::registry
