// Text cells to typed values under a schema. A row with a value that does not fit is set aside whole.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/category_codes.hpp"
#include "host/dataset/value.hpp"
#include "host/source/block.hpp"

namespace trainyard::dataset {

/// Texts of category columns may have this many bytes; longer ones are prose, and make the row bad.
inline constexpr std::size_t longest_category = 4096;

class Converter {
 public:
  struct Options {
    bool target_optional = false;               ///< the target's column may be absent, and its values missing
    std::size_t dictionary_bytes = 1ULL << 30;  ///< Error(out_of_memory) when the texts of one column grow beyond
    int threads = 1;                            ///< columns side by side; never changes a result
  };

  Converter(const Schema& schema, Options options);

  /// Prepares for the rows of one file. Returns the file's columns that the schema does not know, in file order.
  /// Throws Error(bad_data) naming a column that the file lacks and the nearest it has.
  std::vector<std::string> bind(std::uint32_t source, const std::string& file, const std::vector<std::string>& columns);

  /// Replaces `good` by the block's good rows and `bad` by its bad ones, each in file order.
  void convert(const source::Block& block, Batch& good, std::vector<BadRow>& bad);

  [[nodiscard]] const std::vector<Field>& fields() const noexcept { return fields_; }
  /// Category texts of a stored field so far, by code; empty for other types.
  [[nodiscard]] const std::deque<std::string>& texts(std::size_t field) const { return codes_[field].texts(); }
  /// Whether the bound file has that stored field; false for an optional target only.
  [[nodiscard]] bool has(std::size_t field) const { return positions_[field] != absent; }

 private:
  struct Problem {
    std::size_t field;
    std::string reason;
  };
  static constexpr std::size_t absent = static_cast<std::size_t>(-1);

  void convert_field(const source::Block& block, std::size_t field, Values& values);
  template <typename T, typename Parse>
  void convert_cells(const source::Block& block, std::size_t field, std::vector<T>& values, T missing, const Parse& parse);
  void look_up(const source::Block& block, std::size_t field, std::vector<std::int32_t>& codes);
  [[nodiscard]] std::string why_no_category(const Field& field, std::string_view text) const;
  void collect_problems();
  void keep_good_rows(const source::Block& block, Batch& batch);
  void add_codes(const source::Block& block, std::size_t field, const std::vector<std::size_t>& rows, std::vector<std::int32_t>& codes);
  void collect_bad_rows(const source::Block& block, std::vector<BadRow>& bad) const;

  std::vector<Field> fields_;
  std::vector<std::string> known_;  // every field of the schema, ignored ones too
  MissingSpellings missing_;
  Options options_;
  std::vector<CategoryCodes> codes_;
  std::vector<std::size_t> positions_;  // of each stored field among the file's columns
  std::uint32_t source_ = 0;
  std::vector<std::map<std::size_t, std::string>> reasons_;  // per field, by row of the block: why the value does not fit
  std::map<std::size_t, Problem> problems_;                  // by row of the block: of the first such field
};

}  // namespace trainyard::dataset
