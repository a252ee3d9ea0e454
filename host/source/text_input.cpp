#include "host/source/text_input.hpp"

#include <algorithm>
#include <arrow/result.h>
#include <arrow/util/compression.h>
#include <cstring>
#include <utility>

#include "host/error/error.hpp"

namespace trainyard::source {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t signature_size = 4;
constexpr std::size_t raw_size = std::size_t{64} << 10;

struct Compression {
  std::string_view name;
  arrow::Compression::type type;
};

bool is_zstd(std::string_view bytes) {
  const bool skippable = bytes.size() >= 4 && (bytes[0] & 0xF0) == 0x50 && bytes.substr(1, 3) == "\x2A\x4D\x18"sv;
  return skippable || bytes.starts_with("\x28\xB5\x2F\xFD"sv);
}

Compression compression(std::string_view first_bytes) {
  if (first_bytes.starts_with("\x1F\x8B"sv)) return {"gzip", arrow::Compression::GZIP};
  if (is_zstd(first_bytes)) return {"zstd", arrow::Compression::ZSTD};
  return {"", arrow::Compression::UNCOMPRESSED};
}

}  // namespace

TextInput::TextInput(std::filesystem::path path, std::function<void(std::string_view)> on_bytes)
    : file_(std::move(path)), on_bytes_(std::move(on_bytes)), raw_(signature_size) {
  end_ = read_file(raw_.data(), raw_.size());
  const auto [name, type] = compression({raw_.data(), end_});
  format_ = name;
  if (format_.empty()) return;
  const auto make = [](arrow::Compression::type of) -> arrow::Result<std::shared_ptr<arrow::util::Decompressor>> {
    ARROW_ASSIGN_OR_RAISE(const auto codec, arrow::util::Codec::Create(of));
    return codec->MakeDecompressor();
  };
  auto made = make(type);
  if (!made.ok()) throw Error(ExitCode::unavailable, file_.path().string() + ": " + made.status().ToString());
  decompressor_ = *std::move(made);
  raw_.resize(raw_size);
}

TextInput::~TextInput() = default;

void TextInput::refuse(const std::string& problem) const {
  throw Error(ExitCode::bad_data, file_.path().string() + ": its " + std::string(format_) + " data " + problem);
}

std::size_t TextInput::read_file(char* into, std::size_t capacity) {
  if (file_ended_) return 0;
  const std::size_t got = file_.read(into, capacity);
  if (on_bytes_) on_bytes_({into, got});
  bytes_read_ += got;
  file_ended_ = got < capacity;
  return got;
}

// What is left of the first bytes, by which the format was found.
std::size_t TextInput::take(char* into, std::size_t capacity) {
  const std::size_t taken = std::min(capacity, end_ - begin_);
  std::memcpy(into, raw_.data() + begin_, taken);
  begin_ += taken;
  return taken;
}

std::size_t TextInput::read(char* into, std::size_t capacity) {
  if (!format_.empty()) return decompress(into, capacity);
  const std::size_t taken = take(into, capacity);
  return taken < capacity ? taken + read_file(into + taken, capacity - taken) : taken;
}

std::size_t TextInput::decompress(char* into, std::size_t capacity) {
  std::size_t filled = 0;
  while (filled < capacity) {
    if (begin_ == end_) {
      begin_ = 0;
      end_ = read_file(raw_.data(), raw_.size());
    }
    if (decompressor_->IsFinished()) {
      if (begin_ == end_) break;
      if (const auto status = decompressor_->Reset(); !status.ok()) refuse("cannot be read: " + status.message());
    }
    const auto step =
        decompressor_->Decompress(static_cast<std::int64_t>(end_ - begin_), reinterpret_cast<std::uint8_t*>(raw_.data() + begin_),
                                  static_cast<std::int64_t>(capacity - filled), reinterpret_cast<std::uint8_t*>(into + filled));
    if (!step.ok()) refuse("is damaged (" + step.status().message() + "); get a good copy");
    begin_ += static_cast<std::size_t>(step->bytes_read);
    filled += static_cast<std::size_t>(step->bytes_written);
    const bool stuck = step->bytes_read == 0 && step->bytes_written == 0 && !decompressor_->IsFinished();
    if (stuck && begin_ == end_ && file_ended_) refuse("ends too early, after " + std::to_string(bytes_read_) + " bytes; get a whole copy");
    if (stuck && begin_ != end_) refuse("is damaged; get a good copy");
  }
  return filled;
}

}  // namespace trainyard::source
