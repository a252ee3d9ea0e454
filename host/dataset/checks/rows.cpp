// rows: how many good rows the table has.
#include "host/dataset/checks/kinds.hpp"

namespace trainyard::dataset::checks {
namespace {

class Rows : public Check {
 public:
  Rows(std::optional<std::uint64_t> min, std::optional<std::uint64_t> max) : min_(min), max_(max) {}

  Verdict finish(const Profile& profile) override {
    const auto text = [](const std::optional<std::uint64_t>& limit) {
      return limit ? std::optional(std::to_string(*limit)) : std::nullopt;
    };
    return {.passed = (!min_ || profile.rows >= *min_) && (!max_ || profile.rows <= *max_),
            .evaluated = profile.rows,
            .observed = std::to_string(profile.rows),
            .expected = limits_text(text(min_), text(max_))};
  }

 private:
  std::optional<std::uint64_t> min_, max_;
};

std::unique_ptr<Check> make_rows(const CheckItem& item) {
  const nlohmann::ordered_json& rows = item.keys.at("rows");
  const auto limit = [&](const char* key) { return rows.contains(key) ? std::optional(rows.at(key).get<std::uint64_t>()) : std::nullopt; };
  return std::make_unique<Rows>(limit("min"), limit("max"));
}

}  // namespace

CheckKind rows() { return {"rows", {"rows"}, make_rows}; }

}  // namespace trainyard::dataset::checks
