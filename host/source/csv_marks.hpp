// Where the bytes that shape a CSV file are, 64 bytes at a time.
#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace trainyard::source {

/// Finds delimiter, quote, CR and LF.
struct CsvMarks {
  char delimiter = ',', quote = '"';

  /// Bit i: text[i] is one of them. Reads 64 bytes.
  [[nodiscard]] std::uint64_t in(const char* text) const {
#if defined(__SSE2__)
    std::uint64_t bits = 0;
    for (unsigned part = 0; part < 4; ++part) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text) + part);
      const auto are = [&](char byte) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte)); };
      const __m128i found = _mm_or_si128(_mm_or_si128(are(delimiter), are(quote)), _mm_or_si128(are('\r'), are('\n')));
      bits |= std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(found))} << (16 * part);
    }
    return bits;
#else
    return in_by_bytes(text);
#endif
  }

  /// The same on any machine.
  [[nodiscard]] std::uint64_t in_by_bytes(const char* text) const {
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < 64; ++i) {
      const bool found = text[i] == delimiter || text[i] == quote || text[i] == '\r' || text[i] == '\n';
      bits |= std::uint64_t{found} << i;
    }
    return bits;
  }
};

}  // namespace trainyard::source
