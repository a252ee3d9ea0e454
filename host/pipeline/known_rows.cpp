#include "host/pipeline/known_rows.hpp"

#include <algorithm>

#include "host/dataset/split_record.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::pipeline {

std::size_t rows_it_knows(const std::filesystem::path& run, const Data& data) {
  const auto record = run / "split.h5";
  const auto lineage = storage::read_json(run / "data.json");
  if (!std::filesystem::exists(record) || lineage.is_null()) return 0;
  std::vector<std::string> sums;
  for (const auto& source : lineage.value("sources", nlohmann::ordered_json::array())) sums.push_back(source.value("sha256", ""));
  using Identity = std::pair<std::string_view, std::uint64_t>;
  std::vector<Identity> known;
  for (const auto& id : dataset::read_training_rows(record)) {
    if (id.source < sums.size()) known.emplace_back(sums[id.source], id.number);
  }
  std::ranges::sort(known);
  const auto is_known = [&](std::uint32_t row) {
    const auto& id = data.table.ids[row];
    return std::ranges::binary_search(known, Identity(data.dataset.sources()[id.source].sha256, id.number));
  };
  return static_cast<std::size_t>(std::ranges::count_if(data.split.test, is_known));
}

std::vector<evaluate::Warning> known_rows_warning(const std::filesystem::path& run, const Data& data) {
  const std::size_t known = rows_it_knows(run, data);
  if (known == 0) return {};
  return {{"known_rows", std::to_string(known) + " of " + std::to_string(data.split.test.size()) + " test rows were training rows of " +
                             run.filename().string() +
                             ", so its metrics are too good; evaluate it with its own split, or on rows that it has not seen"}};
}

}  // namespace trainyard::pipeline
