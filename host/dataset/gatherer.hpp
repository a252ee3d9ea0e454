// Converted blocks, in order, to good rows with the dataset's own category codes, and bad rows.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/category_codes.hpp"
#include "host/dataset/converter.hpp"

namespace trainyard::dataset {

class Gatherer {
 public:
  /// `dictionary_bytes`: Error(out_of_memory) when the texts of one column grow beyond.
  Gatherer(const Schema& schema, std::size_t dictionary_bytes);

  /// Replaces `good` by the block's good rows after `done`, and `bad` by its bad ones after it, each in file order. A dictionary holds
  /// nothing of a bad row. Takes the values out of `block`.
  void gather(ConvertedBlock& block, const RowId* done, Batch& good, std::vector<BadRow>& bad);

  /// Gives the texts of a dictionary their codes, when going on with rows that were gathered before.
  void restore(std::size_t field, const std::vector<std::string>& texts);

  [[nodiscard]] const std::vector<Field>& fields() const noexcept { return fields_; }  ///< the stored ones
  /// Category texts of a stored field so far, by code; empty for other types.
  [[nodiscard]] const std::deque<std::string>& texts(std::size_t field) const { return codes_[field].texts(); }
  [[nodiscard]] std::vector<std::vector<std::string>> dictionaries() const;

 private:
  void find_problems(const ConvertedBlock& block);
  void add_codes(ConvertedColumn& column, std::size_t field);
  void collect_bad(const ConvertedBlock& block, const RowId* done, std::vector<BadRow>& bad) const;

  std::vector<Field> fields_;
  std::vector<std::size_t> places_;  // of the stored fields among the schema's
  std::vector<CategoryCodes> codes_;
  std::size_t dictionary_bytes_;
  bool personal_;  // some field is
  struct Found {
    std::size_t row, field;
    const std::string* reason;
  };
  std::vector<Found> problems_;  // of this block: the first field of each bad row, ascending rows
  std::vector<std::size_t> good_rows_;
};

}  // namespace trainyard::dataset
