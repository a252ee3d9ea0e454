// The text of a CSV file part by part, each part beginning where a row or a blank line begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "host/source/csv_walker.hpp"
#include "host/source/text_input.hpp"

namespace trainyard::source {

/// A window on the file, in a buffer that its user gives; what no row was found in goes to the next one. Errors: as TextInput; bad_data
/// (65) for a row that with its line end is longer than options.max_row_bytes.
class CsvWindow {
 public:
  CsvWindow(const std::filesystem::path& path, const ReaderOptions& options);

  /// Begins a window in `text` with what the last one left, to be filled up to `bytes`, or beyond for a longer row.
  void open(std::vector<char>& text, std::size_t bytes);
  /// Reads on and sets the walker, which it returns, on the first row.
  CsvWalker& fill();
  /// The same from where it was set before, or behind a mark of the text's encoding.
  CsvWalker& walk();
  void skip(std::size_t bytes) noexcept { begin_ += bytes; }
  /// Takes off the window what the walker has gone over; returns how far that is.
  std::size_t pass();
  /// Makes room for the rest of a row that the window is too short for.
  void widen();
  /// Leaves what is not passed to the next window.
  void close();

  [[nodiscard]] std::string_view text() const noexcept { return {text_->data() + begin_, size_ - begin_}; }
  [[nodiscard]] std::string_view bytes(TextCell cell) const noexcept { return {text_->data() + cell.begin, cell.size}; }
  [[nodiscard]] CsvWalker& walker() noexcept { return walker_; }
  [[nodiscard]] const CsvWalker& walker() const noexcept { return walker_; }
  [[nodiscard]] const TextInput& input() const noexcept { return input_; }
  [[nodiscard]] std::uint64_t line() const noexcept { return line_; }  ///< 1-based, where the window begins
  [[nodiscard]] bool at_end() const noexcept { return at_end_; }       ///< the file has no more text than the window
  [[noreturn]] void refuse(const std::string& problem) const;          ///< bad_data, with the file's name

 private:
  void make_room(std::size_t bytes);

  std::size_t block_bytes_, max_row_bytes_;
  TextInput input_;
  CsvWalker walker_;
  std::vector<char>* text_ = nullptr;
  std::size_t begin_ = 0, size_ = 0, room_ = 0;  // text_[begin_, size_) is the window, room_ the most that size_ may become
  std::vector<char> rest_;                       // read and not yet in a window
  std::uint64_t line_ = 1;
  bool at_end_ = false;
  bool after_cr_ = false;  // the window begins after a CR that ended the last one: a LF here belongs to it
};

}  // namespace trainyard::source
