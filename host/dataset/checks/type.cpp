// type: the column's type, as the schema gives it or as it was inferred. A narrower one will do: integer for float, date for timestamp.
#include "host/dataset/checks/kinds.hpp"

namespace trainyard::dataset::checks {
namespace {

class Type : public Check {
 public:
  Type(std::string name, ColumnType wanted, ColumnType found) : name_(std::move(name)), wanted_(wanted), found_(found) {}

  Verdict finish(const Profile& profile) override {
    const bool narrower = (wanted_ == ColumnType::floating && found_ == ColumnType::integer) ||
                          (wanted_ == ColumnType::timestamp && found_ == ColumnType::date);
    return {.passed = wanted_ == found_ || narrower,
            .evaluated = profile.find(name_)->present,
            .observed = std::string(type_name(found_)),
            .expected = std::string(type_name(wanted_))};
  }

 private:
  std::string name_;
  ColumnType wanted_, found_;
};

std::unique_ptr<Check> make_type(const CheckItem& item) {
  return std::make_unique<Type>(item.field().name, type_from_name(item.keys.at("type").get<std::string>()), item.field().type);
}

}  // namespace

CheckKind type() { return {"type", {"type"}, make_type}; }

}  // namespace trainyard::dataset::checks
