// What a row's features that look back in time may depend on.
#include "host/features/history.hpp"

#include <algorithm>

#include "host/features/window_function.hpp"
#include "tests/host/features/history_tables.hpp"

namespace trainyard::features {
namespace {

using test::Event;
using test::MadeHistory;
using test::PriceFile;
using test::random_events;
using test::window;

/// Every function, with rows, with time and with neither, of one's own value and not; lags; joins; windows of those. `in_order`: with what
/// depends on which of the rows of one earlier time comes last.
HistoryOptions everything(const PriceFile& prices, bool in_order) {
  HistoryOptions options;
  options.joins.push_back({prices.path(), {"store"}, "when", "valid_from", {"price", "label"}, std::nullopt, "then_", false});
  options.joins.push_back({prices.path(), {}, "when", "valid_from", {"label"}, 3'000'000, "any_", true});
  for (const auto& function : window_functions()) {
    const bool lag = function.make == nullptr;
    for (const bool current : {false, true}) {
      for (const int frame : {0, 1, 2}) {
        const bool by_rows = lag || frame == 1;
        if ((by_rows && !in_order) || (lag && (current || frame == 2))) continue;
        const std::string name(function.name);
        auto made = window(name + std::to_string(frame) + (current ? "with" : ""), "amount", name);
        made.include_current = current;
        if (by_rows) made.rows = 1 + 3 * frame;
        if (frame == 2) made.time = 9'000'000;
        if (frame == 0) made.by.emplace_back("section");
        options.windows.push_back(made);
      }
    }
  }
  options.windows.push_back(window("y_sum", "y", "sum"));
  options.windows.push_back(window("prices_so_far", "then_price", "mean"));
  if (in_order) options.windows.push_back(window("label_before", "then_label", "lag"));
  return options;
}

TEST(History, LaterRowsAndOthersOfTheSameTimeNeverChangeARow) {
  const PriceFile prices;
  const MadeHistory made(everything(prices, true));
  ASSERT_TRUE(made.problems.empty()) << made.problems.front();
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const auto events = random_events(seed, 50);
    const auto rows = made.rows(events);
    for (std::size_t row = 0; row < events.size(); ++row) {
      const auto is_no_earlier = [&](const Event& event) { return !(event.time < events[row].time); };
      auto changed = events;
      const auto others = random_events(1000 + seed, events.size());
      std::vector<Event> without;
      std::size_t place = 0;
      for (std::size_t i = 0; i < events.size(); ++i) {
        if (i == row) place = without.size();
        if (i == row || !is_no_earlier(events[i])) {
          without.push_back(events[i]);
          continue;
        }
        changed[i] = others[i];
        if (!is_no_earlier(changed[i])) changed[i].time = events[i].time;
      }
      ASSERT_EQ(made.rows(changed)[row], rows[row]) << "seed " << seed << ", row " << row << ": another future";
      ASSERT_EQ(made.rows(without)[place], rows[row]) << "seed " << seed << ", row " << row << ": no future";
    }
  }
}

TEST(History, TheRowsOwnTargetNeverChangesIt) {
  HistoryOptions options;
  for (const auto& function : window_functions())
    options.windows.push_back(window(std::string(function.name), "y", std::string(function.name)));
  for (auto& one : options.windows) one.rows = one.function == "lag" ? 1 : 5;
  const MadeHistory made(options);
  auto events = random_events(3, 200);
  const auto rows = made.rows(events);
  for (std::size_t row = 0; row < events.size(); ++row) {
    auto changed = events;
    changed[row].target = -1e6;
    ASSERT_EQ(made.rows(changed)[row], rows[row]) << "row " << row;
  }
}

TEST(History, TheOrderOfTheFileDoesNotMatterWhereTimesDiffer) {
  const PriceFile prices;
  const MadeHistory made(everything(prices, true));
  auto events = random_events(11, 300);
  for (std::size_t i = 0; i < events.size(); ++i)
    events[i].time = std::isnan(events[i].time) ? test::nan : static_cast<double>(i) * 1e6 / 5;
  const auto rows = made.rows(events);
  std::vector<std::size_t> order(events.size());
  std::iota(order.begin(), order.end(), 0U);
  std::shuffle(order.begin(), order.end(), std::mt19937_64(2));
  std::vector<Event> shuffled;
  std::ranges::transform(order, std::back_inserter(shuffled), [&](std::size_t i) { return events[i]; });
  const auto found = made.rows(shuffled);
  for (std::size_t i = 0; i < order.size(); ++i) ASSERT_EQ(found[i], rows[order[i]]);
}

TEST(History, TheOrderOfEqualTimesDoesNotMatterWhereNoRowsAreCounted) {
  const PriceFile prices;
  const MadeHistory made(everything(prices, false));
  const auto events = random_events(12, 300);
  auto backwards = events;
  std::reverse(backwards.begin(), backwards.end());
  auto found = made.rows(backwards);
  std::reverse(found.begin(), found.end());
  EXPECT_EQ(found, made.rows(events));
}

TEST(History, RowsThatLeftAWindowLeaveNoTrace) {
  HistoryOptions options;
  for (const char* function : {"mean", "sum", "std", "median"}) {
    options.windows.push_back(window(function, "amount", function));
    options.windows.back().rows = 3;
  }
  const MadeHistory made(options);
  const std::vector<Event> last = {{10, "a", 0, 0.1, 0}, {11, "a", 0, 0.2, 0}, {12, "a", 0, 0.4, 0}, {13, "a", 0, 0, 0}};
  std::vector<Event> all = {{1, "a", 0, 1e140, 0}, {2, "a", 0, -3e-140, 0}, {3, "a", 0, 7, 0}, {4, "a", 0, 1e300, 0}};
  all.insert(all.end(), last.begin(), last.end());
  EXPECT_EQ(made.rows(all).back(), made.rows(last).back());
}

TEST(History, RowsWithoutATimeOrAGroupSeeNothingAndAreNotSeen) {
  HistoryOptions options;
  options.windows.push_back(window("before", "amount", "lag"));
  options.windows.push_back(window("count", "amount", "count"));
  for (auto& one : options.windows) one.rows = 1;
  const MadeHistory made(options);
  const std::vector<Event> events = {{1, "a", 0, 5, 0}, {test::nan, "a", 0, 6, 0}, {2, "", 0, 7, 0}, {3, "a", 0, 8, 0}};
  EXPECT_EQ(made.rows(events), (std::vector<std::string>{"before=nan count=0x0p+0 ", "before=nan count=nan ", "before=nan count=nan ",
                                                         "before=0x1.4p+2 count=0x1p+0 "}));
}

TEST(History, NewColumnsHaveTheTypesOfWhatTheyHold) {
  const PriceFile prices;
  HistoryOptions options;
  options.joins.push_back({prices.path(), {"store"}, "when", "valid_from", {"price", "label", "valid_from"}, std::nullopt, "p_", false});
  options.windows = {window("n", "store", "count"), window("last", "store", "lag"), window("first", "when", "min"),
                     window("m", "section", "mean")};
  options.windows[1].rows = 1;
  const MadeHistory made(options);
  ASSERT_TRUE(made.problems.empty()) << made.problems.front();
  auto table = test::table_of(random_events(1, 20));
  made.history.apply(table.table, made.joined);
  made.history.extend(table.schema);
  ASSERT_EQ(table.schema.fields.size(), table.table.columns.size());
  std::vector<std::string> types;
  for (std::size_t i = 5; i < table.table.columns.size(); ++i) {
    EXPECT_EQ(table.schema.fields[i].name, table.table.columns[i].name);
    EXPECT_EQ(table.schema.fields[i].type, table.table.columns[i].type);
    EXPECT_EQ(table.schema.fields[i].role, dataset::Role::feature);
    types.emplace_back(dataset::type_name(table.table.columns[i].type));
  }
  EXPECT_EQ(types, (std::vector<std::string>{"integer", "category", "timestamp", "integer", "category", "timestamp", "float"}));
}

TEST(History, WhatLooksBackOnAPersonalColumnIsPersonal) {
  auto table = test::table_of(random_events(1, 20));
  for (auto& field : table.schema.fields) field.personal = field.name == "store";
  for (auto& column : table.table.columns) column.personal = column.name == "store";
  auto lag = window("last", "store", "lag");
  lag.rows = 1;
  std::vector<dataset::TypedTable> none;
  const auto history = History::make(
      {{lag}, {}}, table.schema, {}, {}, [](const auto&, const auto& message) { FAIL() << message; }, none);
  history.apply(table.table, {});
  history.extend(table.schema);
  EXPECT_TRUE(table.table.find("last")->personal);
  EXPECT_TRUE(table.schema.find("last")->personal);
  history.from_json(history.to_json()).extend(table.schema);
  EXPECT_TRUE(table.schema.fields.back().personal);
}

TEST(History, ReadsItsOwnDocument) {
  const PriceFile prices;
  const MadeHistory made(everything(prices, true));
  const auto document = made.history.to_json();
  const History again = History::from_json(nlohmann::ordered_json::parse(document.dump()));
  EXPECT_EQ(again.to_json(), document);
  MadeHistory read({});
  read.history = again;
  read.joined = again.read_joined({});
  const auto events = random_events(4, 200);
  EXPECT_EQ(read.rows(events), made.rows(events));
}

TEST(History, RefusesADocumentThatIsDamaged) {
  const PriceFile prices;
  const auto document = MadeHistory(everything(prices, true)).history.to_json();
  const auto refused = [&](const std::string& pointer, const nlohmann::ordered_json& value) {
    auto damaged = document;
    damaged[nlohmann::ordered_json::json_pointer(pointer)] = value;
    return test::error_of(ExitCode::bad_data, [&] { (void)History::from_json(damaged); });
  };
  EXPECT_NE(refused("/format", "other").find("format: is no history"), std::string::npos);
  EXPECT_NE(refused("/version", 2).find("version: 2 is not known"), std::string::npos);
  EXPECT_NE(refused("/window/0/function", "mode").find("window[0].function"), std::string::npos);
  EXPECT_NE(refused("/window/0/rows", "7").find("window[0].rows"), std::string::npos);
  EXPECT_NE(refused("/window/1/include_current", 1).find("window[1].include_current: expected true or false"), std::string::npos);
  EXPECT_NE(refused("/window/2/more", 1).find("window[2].more: unknown field"), std::string::npos);
  EXPECT_NE(refused("/join/0/columns/0", "cost").find("join[0].schema: has no column 'cost'"), std::string::npos);
  EXPECT_NE(refused("/join/1/schema", 1).find("join[1].schema: expected an object"), std::string::npos);
}

TEST(History, AsksForWhatItLooksAtAndNothingElse) {
  auto table = test::table_of({});
  for (auto& field : table.schema.fields) {
    if (field.name == "when") field.role = dataset::Role::timestamp;
    if (field.name == "section") field.role = dataset::Role::weight;
  }
  auto before = window("before", "y", "lag");
  before.rows = 1;
  std::vector<dataset::TypedTable> none;
  const auto history = History::make(
      {{before}, {}}, table.schema, {}, {}, [](const auto&, const auto& message) { FAIL() << message; }, none);
  const auto required = history.required(table.schema);
  EXPECT_EQ(required.find("when")->role, dataset::Role::feature);
  EXPECT_EQ(required.find("y")->role, dataset::Role::feature);
  EXPECT_EQ(required.find("section")->role, dataset::Role::weight);
}

}  // namespace
}  // namespace trainyard::features
