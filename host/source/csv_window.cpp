#include "host/source/csv_window.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "host/error/error.hpp"

namespace trainyard::source {

CsvWindow::CsvWindow(const std::filesystem::path& path, const ReaderOptions& options)
    : block_bytes_(options.block_bytes), max_row_bytes_(options.max_row_bytes), input_(path, options.on_bytes), walker_(options.csv) {}

void CsvWindow::refuse(const std::string& problem) const { throw Error(ExitCode::bad_data, input_.path().string() + ": " + problem); }

void CsvWindow::make_room(std::size_t bytes) {
  room_ = bytes;
  if (text_->size() < room_ + CsvWalker::padding) text_->resize(room_ + CsvWalker::padding);
}

void CsvWindow::open(std::vector<char>& text, std::size_t bytes) {
  text_ = &text;
  begin_ = 0;
  size_ = rest_.size();
  make_room(std::max(bytes, size_));
  std::copy(rest_.begin(), rest_.end(), text.begin());
  rest_.clear();
}

CsvWalker& CsvWindow::fill() {
  char* const text = text_->data();
  if (begin_ > 0) std::memmove(text, text + begin_, size_ - begin_);
  size_ -= std::exchange(begin_, 0);
  if (!at_end_ && size_ < room_) {
    const std::size_t got = input_.read(text + size_, room_ - size_);
    at_end_ = got < room_ - size_;
    size_ += got;
  }
  std::memset(text + size_, 0, CsvWalker::padding);
  if (after_cr_ && size_ > 0) {
    if (text[0] == '\n') begin_ = 1;
    after_cr_ = false;
  }
  return walk();
}

CsvWalker& CsvWindow::walk() {
  walker_.start(text_->data(), begin_, size_, at_end_);
  return walker_;
}

std::size_t CsvWindow::pass() {
  const std::size_t next = walker_.position();
  if (next > begin_) {
    after_cr_ = next == size_ && !at_end_ && (*text_)[next - 1] == '\r';
    line_ += walker_.lines();
    begin_ = next;
  }
  return next;
}

void CsvWindow::widen() {
  const std::size_t length = size_ - begin_;
  if (length < room_) return;
  if (length >= max_row_bytes_) {
    refuse("line " + std::to_string(line_) + ": the row that begins here is longer than " + std::to_string(max_row_bytes_) +
           " bytes; is a quote left open?");
  }
  make_room(std::clamp(2 * length, block_bytes_, max_row_bytes_));
}

void CsvWindow::close() { rest_.assign(text_->data() + begin_, text_->data() + size_); }

}  // namespace trainyard::source
