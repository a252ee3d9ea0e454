#include "host/features/numeric_step.hpp"

#include <cmath>
#include <optional>

#include "host/error/error.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/impute/impute.hpp"

namespace trainyard::features {
namespace {

namespace impute = kernels::impute;
namespace scale = kernels::scale;
using Numbers = kernels::Buffer<double>;

void check_statistics(const NumericStep& step) {
  const bool finite = std::isfinite(step.affine.center) && std::isfinite(step.affine.divisor) && step.affine.divisor != 0.0 &&
                      std::isfinite(step.stand_in) == (step.impute != "none");
  if (finite) return;
  throw Error(ExitCode::bad_data, "column '" + step.name + "': its numbers are too large to fit impute: " + step.impute +
                                      ", scale: " + step.scale + " (a mean or range overflows); use none for both, or drop the column");
}

}  // namespace

NumericStep NumericStep::fit(const Exec& exec, const std::string& name, const NumericOptions& options, kernels::ColumnView column) {
  NumericStep step;
  step.name = name;
  step.impute = options.impute;
  step.scale = options.scale;
  step.stand_in = impute::find_imputer(options.impute)->fit(exec, column, options.fill);
  const scale::Scaler* scaler = scale::find_scaler(options.scale);
  if (std::isnan(step.stand_in)) {
    step.affine = scaler->fit(exec, column);
  } else {
    Numbers imputed(exec, column.size);
    impute::fill(exec, column, step.stand_in, imputed.view());
    step.affine = scaler->fit(exec, std::as_const(imputed).view());
  }
  check_statistics(step);
  return step;
}

void NumericStep::apply(const Exec& exec, kernels::ColumnView column, std::span<float> feature) const {
  kernels::Buffer<float> result(exec, column.size);
  scale::apply(exec, column, stand_in, affine, result.view());
  result.download(feature);
}

nlohmann::ordered_json NumericStep::to_json() const {
  nlohmann::ordered_json document = {{"name", name}, {"kind", "numeric"}, {"impute", impute}};
  if (impute != "none") document["stand_in"] = stand_in;
  document["scale"] = scale;
  document["center"] = affine.center;
  document["divisor"] = affine.divisor;
  return document;
}

NumericStep NumericStep::from_json(JsonFields& fields) {
  NumericStep step;
  step.name = fields.text("name");
  step.impute = fields.text("impute");
  if (impute::find_imputer(step.impute) == nullptr) fields.refuse("impute", "unknown imputer '" + step.impute + "'");
  if (step.impute != "none") step.stand_in = fields.number("stand_in");
  step.scale = fields.text("scale");
  if (scale::find_scaler(step.scale) == nullptr) fields.refuse("scale", "unknown scaler '" + step.scale + "'");
  step.affine = {fields.number("center"), fields.number("divisor")};
  if (!(step.affine.divisor > 0.0)) fields.refuse("divisor", "must be above 0");
  if (step.scale == "none" && step.affine != scale::Affine{}) fields.refuse("scale", "is none, but center and divisor are not 0 and 1");
  return step;
}

}  // namespace trainyard::features
