#include "host/models/model.hpp"

#include "host/config/sections/family_of.hpp"
#include "host/config/sections/section.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

void params_are_known(const ordered_json& document, const Report& report) {
  const models::Family* family = family_of(document);
  if (family == nullptr || !document["model"].contains("params")) return;
  (void)family->canonical(document["model"]["params"],
                          [&](const std::string& name, const std::string& message) { report("model.params." + name, message); });
}

}  // namespace

const models::Family* family_of(const ordered_json& document) {
  if (!document.contains("model") || !document["model"].contains("type")) return nullptr;
  for (const models::Family* family : models::families()) {
    if (document["model"]["type"] == family->name()) return family;
  }
  return nullptr;
}

Section model_section() {
  std::vector<std::string> families;
  std::string about;
  for (const models::Family* family : models::families()) {
    families.push_back(family->name());
    about += (about.empty() ? "`" : "; `") + family->name() + "`: " + family->doc();
  }
  Option model = Option::object({{"type", Option::choice(families).fallback(families.front()).doc(about)},
                                 {"params", Option::map("parameter", Option::scalar())
                                                .fallback(ordered_json::object())
                                                .example("{max_depth: 6}")
                                                .doc("Parameters of the family, by their own names or aliases; where `search.space` "
                                                     "names one too, the value tried takes its place")}})
                     .doc("The model");
  return {.title = "Model",
          .doc = "The family and its parameters. An unknown parameter is an error.",
          .keys = {{"model", std::move(model)}},
          .relate = params_are_known};
}

}  // namespace trainyard::config
