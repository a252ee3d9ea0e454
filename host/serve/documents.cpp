#include "host/serve/documents.hpp"

#include <set>

#include "host/error/error.hpp"
#include "host/serve/rows_reader.hpp"

namespace trainyard::serve {

using nlohmann::json;

Value value_of(const json& value) {
  switch (value.type()) {
    case json::value_t::boolean:
      return value.get<bool>();
    case json::value_t::number_integer:
      return value.get<std::int64_t>();
    case json::value_t::number_unsigned: {
      const auto number = value.get<std::uint64_t>();
      if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return number;
      return static_cast<std::int64_t>(number);
    }
    case json::value_t::number_float:
      return value.get<double>();
    case json::value_t::string:
      return std::string_view(value.get_ref<const std::string&>());
    case json::value_t::object:
      return Structure{"{…}"};
    case json::value_t::array:
      return Structure{"[…]"};
    default:
      return nullptr;
  }
}

std::vector<std::size_t> find_columns(const Inputs& inputs, const std::vector<std::string>& names,
                                      const std::function<std::string(std::size_t)>& path, Rejection& rejection) {
  std::vector<std::size_t> found;
  std::set<std::string> known;
  found.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    found.push_back(inputs.find(names[i]));
    const bool is_new = known.insert(names[i]).second;
    if (found.back() != Inputs::unknown && is_new) continue;
    const std::string near = nearest_name(names[i], inputs.names());
    const std::string unknown = "not a column of the model" + (near.empty() ? "" : ", did you mean '" + near + "'?");
    add_problem(rejection, {path(i), json_text(std::string_view(names[i])), is_new ? unknown : "a column named twice",
                            "the names are in /openapi.json"});
  }
  return found;
}

bool add_records(RowBuilder& builder, const Inputs& inputs, const json& records, const std::string& place, std::size_t most_rows,
                 Rejection& rejection) {
  if (records.size() > most_rows) {
    rejection = too_many_rows(most_rows);
    return false;
  }
  for (const json& record : records) {
    if (!record.is_object()) {
      add_problem(rejection, {place + "/" + std::to_string(builder.rows()), json_text(value_of(record)), "values without names",
                              "an object with the features by name"});
      return false;
    }
    builder.begin_row();
    for (const auto& [name, value] : record.items()) {
      const std::size_t column = inputs.find(name);
      if (column == Inputs::not_used) continue;
      column == Inputs::unknown ? builder.set_unknown(name, value_of(value)) : builder.set(column, value_of(value));
    }
  }
  return true;
}

RowBuilder::Path record_path(const std::string& place) {
  return [place](std::size_t row, const std::string& column) { return place + "/" + std::to_string(row) + pointer_piece(column); };
}

}  // namespace trainyard::serve
