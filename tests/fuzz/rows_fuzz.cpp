// Any bytes as the body of a prediction request: refused with a reason, or a table of as many rows as there are predictions. The answer to
// either is JSON.
#include <nlohmann/json.hpp>
#include <string>

#include "host/serve/rows_reader.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/host/serve/small_model.hpp"

namespace trainyard::serve {
namespace {

void try_body(std::string_view body) {
  static const auto model = test::small_model(true);
  Rejection rejection;
  const dataset::Table table = read_rows(body, model->inputs(), 100, rejection);
  if (rejection) {
    const auto response = response_to(rejection, "id");
    const auto document = nlohmann::json::parse(response.body);
    fuzz::require(!document.at("error").get<std::string>().empty(), "a refusal without a reason");
    for (const auto& problem : document.value("problems", nlohmann::json::array())) {
      fuzz::require(problem.at("path").get<std::string>().starts_with("/rows/"), "a problem without a place");
    }
    return;
  }
  fuzz::require(nlohmann::json::accept(body), "a table of a body that is not JSON");
  fuzz::require(table.rows() == nlohmann::json::parse(body).at("rows").size(), "rows are lost");
  for (const auto& column : table.columns) fuzz::require(column.rows() == table.rows(), "a column of another length");
  const auto predicted = model->predict(table, [](std::size_t row) { return "/rows/" + std::to_string(row); }, rejection);
  if (rejection) return;
  std::string text;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    text.clear();
    model->append_prediction(text, predicted, row);
    fuzz::require(nlohmann::json::accept(text), text);
  }
}

}  // namespace
}  // namespace trainyard::serve

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trainyard::serve::try_body({reinterpret_cast<const char*>(data), size});
  return 0;
}
