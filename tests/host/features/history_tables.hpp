// Random tables with times, and a history over them that uses everything.
#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include "host/features/history.hpp"
#include "tests/host/features/small_table.hpp"

namespace trainyard::features::test {

struct Event {
  double time = 0;
  std::string store;  ///< "" is missing
  double section = 0, amount = 0, target = 0;
};

/// Few times and groups, so that many are shared; amounts of any size and sign, and all but the target may be missing.
inline std::vector<Event> random_events(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::uint64_t bound) { return random() % bound; };
  std::vector<Event> events;
  for (std::size_t i = 0; i < count; ++i) {
    Event event{.time = static_cast<double>(below(count / 2)) * 1e6, .store = below(12) == 0 ? "" : std::string(1, "abc"[below(3)])};
    if (below(20) == 0) event.time = nan;
    event.section = static_cast<double>(below(2));
    event.amount = std::ldexp(static_cast<double>(random() >> 11) - 0x1p52, -static_cast<int>(below(80)));
    if (below(6) == 0) event.amount = nan;
    event.target = static_cast<double>(below(1000)) / 7;
    events.push_back(event);
  }
  return events;
}

inline SmallTable table_of(const std::vector<Event>& events) {
  std::vector<double> times, sections, amounts, targets;
  std::vector<std::string> stores;
  for (const Event& event : events) {
    times.push_back(event.time);
    sections.push_back(event.section);
    amounts.push_back(event.amount);
    targets.push_back(event.target);
    stores.push_back(event.store);
  }
  SmallTable table;
  table.numbers("when", times, dataset::ColumnType::timestamp).numbers("section", sections, dataset::ColumnType::integer);
  table.numbers("amount", amounts).categories("store", stores);
  table.numbers("y", targets, dataset::ColumnType::floating, dataset::Role::target);
  return table;
}

/// A value as text, the same for the same bits, or the same category.
inline std::string value_text(const dataset::Column& column, std::size_t row) {
  if (!column.is_category()) {
    char text[40];
    (void)std::snprintf(text, sizeof text, "%a", column.numbers[row]);
    return text;
  }
  const auto code = column.codes[row];
  return code < 0 ? "missing" : (*column.dictionary)[static_cast<std::size_t>(code)];
}

/// A second table with the same stores and times, in a file for as long as the object lives.
class PriceFile {
 public:
  PriceFile() : path_(std::filesystem::temp_directory_path() / ("prices_" + std::to_string(::getpid()) + ".csv")) {
    std::mt19937_64 random(5);
    std::ofstream file(path_);
    file << "store,valid_from,price,label\n";
    for (int i = 0; i < 60; ++i) {
      file << "abcd"[random() % 4] << ",1970-01-01T00:00:" << (random() % 50 + 10) << "Z," << i << ","
           << "xyz"[random() % 3] << "\n";
    }
  }
  ~PriceFile() { std::filesystem::remove(path_); }
  PriceFile(const PriceFile&) = delete;
  PriceFile& operator=(const PriceFile&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A history with its second tables, made for tables of events.
struct MadeHistory {
  History history;
  std::vector<dataset::Table> joined;
  std::vector<std::string> problems;

  explicit MadeHistory(const HistoryOptions& options) {
    std::vector<dataset::TypedTable> tables;
    history = History::make(
        options, table_of({}).schema, {}, [](const std::string& key) { return key; },
        [this](const std::string& key, const std::string& message) { problems.push_back(key + ": " + message); }, tables);
    for (auto& table : tables) joined.push_back(std::move(table.table));
  }

  /// The new columns: for each row, their values as one text.
  [[nodiscard]] std::vector<std::string> rows(const std::vector<Event>& events) const {
    dataset::Table table = table_of(events).table;
    const std::size_t first = table.columns.size();
    history.apply(table, joined);
    std::vector<std::string> rows(events.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      for (std::size_t i = first; i < table.columns.size(); ++i) {
        rows[row] += table.columns[i].name + "=" + value_text(table.columns[i], row) + " ";
      }
    }
    return rows;
  }

  [[nodiscard]] std::vector<double> numbers(const std::vector<Event>& events, const std::string& name) const {
    dataset::Table table = table_of(events).table;
    history.apply(table, joined);
    return table.find(name)->numbers;
  }
};

inline WindowOptions window(const std::string& name, const std::string& column, const std::string& function) {
  return {.name = name, .column = column, .function = function, .by = {"store"}, .order = "when"};
}

}  // namespace trainyard::features::test
