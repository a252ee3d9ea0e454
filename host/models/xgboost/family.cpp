#include "host/models/batched/covers.hpp"
#include "host/models/families.hpp"
#include "host/models/xgboost/metric.hpp"
#include "host/models/xgboost/params.hpp"
#include "host/models/xgboost/train.hpp"

namespace trainyard::models {
namespace {

using xgboost::DataMatrix;

class XgboostFamily final : public Family {
 public:
  std::string name() const override { return "xgboost"; }
  std::string doc() const override { return "Gradient-boosted trees by XGBoost 3.2"; }
  const std::vector<ParamSpec>& params() const override { return xgboost::param_specs(); }
  void check_target(const Params& params, const Target& target,
                    const std::function<void(const std::string&, const std::string&)>& problem) const override {
    xgboost::check_objective(params, target, problem);
  }
  bool measures(const std::string& metric, const Target& target) const override { return !xgboost::round_metric(metric, target).empty(); }
  std::vector<std::string> data_params() const override { return {"max_bin"}; }

  std::unique_ptr<Prepared> prepare(const Exec& exec, const Labelled& data, const Params& params,
                                    const Prepared* reference) const override {
    return std::make_unique<DataMatrix>(exec, data, complete(params).at("max_bin").get<int>(),
                                        reference ? &dynamic_cast<const DataMatrix&>(*reference) : nullptr);
  }

  const Family& for_search(const Exec& exec, const Params& params, const features::Matrix& train, std::string& why) const override {
    why = batched::uncovered(exec, complete(params), train);
    return why.empty() ? batched_family() : *this;
  }

  std::unique_ptr<Model> fit(const Prepared& train, const Prepared* validation, const Params& params,
                             const FitSettings& settings) const override {
    const auto& data = dynamic_cast<const DataMatrix&>(train);
    const Params all = xgboost::with_objective(complete(params), data.target());
    if (all.at("max_bin") != data.max_bin()) {
      throw Error(ExitCode::bug, "the data was prepared with max_bin " + std::to_string(data.max_bin()) + ", the fit is to use " +
                                     all.at("max_bin").dump());
    }
    return xgboost::train(data, validation ? &dynamic_cast<const DataMatrix&>(*validation) : nullptr, all, settings);
  }

  std::unique_ptr<Model> from_bytes(const std::string& bytes) const override {
    return std::make_unique<xgboost::FittedModel>(bytes, Params::object());
  }

 private:
  const Reasons& reasons() const override { return xgboost::reasons(); }
  void check_together(const Params& params, const std::function<void(const std::string&, const std::string&)>& problem) const override {
    xgboost::check_used(params, problem);
  }
};

}  // namespace

const Family& xgboost_family() {
  static const XgboostFamily family;
  return family;
}

}  // namespace trainyard::models
