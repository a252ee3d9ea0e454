#include "host/dataset/duplicate_options.hpp"

#include <algorithm>

#include "host/dataset/batch.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {

std::vector<std::size_t> key_columns(const DuplicateOptions& options, const Schema& schema, const std::string& source) {
  std::vector<std::string> stored;
  for (const Field& field : stored_fields(schema)) stored.push_back(field.name);
  std::vector<std::size_t> columns;
  for (const std::string& name : options.by) {
    const auto found = std::find(stored.begin(), stored.end(), name);
    if (found == stored.end()) {
      const bool ignored = schema.find(name) != nullptr;
      throw Error(ExitCode::bad_data,
                  source + (ignored ? ": column '" + name + "' (data.duplicates.by) is dropped or has no value in any row; take it out"
                                    : ": there is no column '" + name + "' (data.duplicates.by)" + suggest(name, stored)));
    }
    columns.push_back(static_cast<std::size_t>(found - stored.begin()));
  }
  return columns;
}

}  // namespace trainyard::dataset
