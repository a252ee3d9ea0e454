// Where the bytes that shape a CSV file are, 64 bytes at a time.
#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace trainyard::source {

/// Finds delimiter, quote, CR and LF.
class CsvMarks {
 public:
#if defined(__SSE2__)
  CsvMarks(char delimiter, char quote)
      : delimiter_(_mm_set1_epi8(delimiter)), quote_(_mm_set1_epi8(quote)), cr_(_mm_set1_epi8('\r')), lf_(_mm_set1_epi8('\n')) {}

  /// Bit i: text[i] is one of them. Reads 64 bytes.
  [[nodiscard]] std::uint64_t in(const char* text) const {
    std::uint64_t bits = 0;
    for (unsigned part = 0; part < 4; ++part) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text) + part);
      const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, cr_), _mm_cmpeq_epi8(bytes, lf_));
      const __m128i others = _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter_), _mm_cmpeq_epi8(bytes, quote_));
      const auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(ends, others)));
      bits |= std::uint64_t{found} << (16 * part);
    }
    return bits;
  }

 private:
  __m128i delimiter_, quote_, cr_, lf_;
#else
  CsvMarks(char delimiter, char quote) : delimiter_(delimiter), quote_(quote) {}

  /// Bit i: text[i] is one of them. Reads 64 bytes.
  [[nodiscard]] std::uint64_t in(const char* text) const {
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < 64; ++i) {
      const bool found = text[i] == delimiter_ || text[i] == quote_ || text[i] == '\r' || text[i] == '\n';
      bits |= std::uint64_t{found} << i;
    }
    return bits;
  }

 private:
  char delimiter_, quote_;
#endif
};

}  // namespace trainyard::source
