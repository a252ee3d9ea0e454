// Raw cells to typed values under a schema, block by block. A row with a value that does not fit is set aside whole.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/kind_counts.hpp"
#include "host/dataset/text_index.hpp"
#include "host/dataset/value.hpp"
#include "host/source/block.hpp"

namespace trainyard::dataset {

/// Texts of category and text columns may have this many bytes; longer ones are prose, and make the row bad.
inline constexpr std::size_t longest_category = 4096;

/// Where one file has the schema's fields.
struct Binding {
  static constexpr std::size_t absent = static_cast<std::size_t>(-1);

  std::uint32_t source = 0;
  std::string file;                    ///< for messages
  std::vector<std::size_t> positions;  ///< of each field of the schema among the file's columns, or absent
};

/// One field of a block, all rows of it; what does not fit has a problem.
struct ConvertedColumn {
  struct Problem {
    std::size_t row;
    std::string reason;
  };
  /// A distinct text of a category column in this block.
  struct Text {
    std::string_view text;
    std::uint32_t hash = 0, first_row = 0, count = 0;
    bool missing = false, bad = false;
  };

  Values values;                                               ///< category: positions in `texts`, or missing_code
  std::vector<Text> texts;                                     ///< by first appearance
  std::vector<std::pair<std::size_t, std::string>> bad_texts;  ///< positions in `texts` and what is wrong with them
  std::vector<Problem> problems;                               ///< ascending rows
  KindCounts counts;                                           ///< while a schema is being learned
  TextIndex index;                                             ///< of `texts`
  std::deque<std::string> made;                                ///< what `texts` of a typed file point into
};

/// A block and what became of it; used again and again, so that its buffers keep their size.
struct ConvertedBlock {
  source::Block block;
  std::shared_ptr<const Binding> binding;
  std::vector<ConvertedColumn> columns;  ///< one per field of the schema; those not read stay empty
};

struct FieldPlan;  // what is to be done with the cells of one field

class Converter {
 public:
  struct Options {
    bool target_optional = false;  ///< the target's column may be absent, and its values missing
    bool learning = false;         ///< counts what values look like, of ignored columns too
  };

  /// Throws Error(bad_config) on a pattern that is no regular expression.
  Converter(Schema schema, Options options);
  ~Converter();

  /// Where the file has the fields. `extra` gets its columns that the schema does not know, in file order. Throws Error(bad_data) naming a
  /// column that the file lacks and the nearest it has.
  std::shared_ptr<const Binding> bind(std::uint32_t source, const std::string& file, const std::vector<std::string>& columns,
                                      std::vector<std::string>& extra) const;

  /// Fills the columns of a block that has been read and bound, several at a time. Several blocks may be converted at once.
  void convert(ConvertedBlock& block, int threads = 1) const;

  [[nodiscard]] const Schema& schema() const noexcept { return schema_; }

 private:
  Schema schema_;
  Options options_;
  std::vector<FieldPlan> plans_;
};

/// The cell as text, for messages: what a text file has there, and what a typed one would have.
std::string cell_text(const source::Block& block, std::size_t row, std::size_t column);

}  // namespace trainyard::dataset
