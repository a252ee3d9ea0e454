#include "host/models/batched/data.hpp"
#include "host/models/batched/fit.hpp"
#include "host/models/families.hpp"
#include "host/models/xgboost/params.hpp"

namespace trainyard::models {
namespace {

using batched::BinnedData;

/// The xgboost family's parameters, and models that are XGBoost's once they leave a search.
class BatchedFamily final : public Family {
 public:
  std::string name() const override { return "xgboost (batched)"; }
  std::string doc() const override { return "Gradient-boosted trees by trainyard, for searches"; }
  const std::vector<ParamSpec>& params() const override { return xgboost_family().params(); }
  bool measures(const std::string& metric, const Target& target) const override { return xgboost_family().measures(metric, target); }
  std::vector<std::string> data_params() const override { return xgboost_family().data_params(); }
  bool fits_side_by_side() const override { return true; }

  std::unique_ptr<Prepared> prepare(const Exec& exec, const Labelled& data, const Params& params,
                                    const Prepared* reference) const override {
    return std::make_unique<BinnedData>(exec, data, complete(params).at("max_bin").get<int>(),
                                        reference ? &dynamic_cast<const BinnedData&>(*reference) : nullptr);
  }

  std::unique_ptr<Model> fit(const Prepared& train, const Prepared* validation, const Params& params,
                             const FitSettings& settings) const override {
    const auto& data = dynamic_cast<const BinnedData&>(train);
    return batched::fit(data, validation ? &dynamic_cast<const BinnedData&>(*validation) : nullptr,
                        xgboost::with_objective(complete(params), data.labelled().target), settings);
  }

  std::unique_ptr<Model> from_bytes(const std::string& bytes) const override { return xgboost_family().from_bytes(bytes); }
};

}  // namespace

const Family& batched_family() {
  static const BatchedFamily family;
  return family;
}

}  // namespace trainyard::models
