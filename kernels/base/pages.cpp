#include "kernels/base/pages.hpp"

#include <new>
#include <sys/mman.h>

namespace trainyard::kernels {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;
constexpr std::align_val_t alignment_of(std::size_t bytes) { return std::align_val_t(bytes >= huge_page ? huge_page : 64); }

}  // namespace

void* allocate_pages(std::size_t bytes) {
  void* data = ::operator new(bytes, alignment_of(bytes));
  if (bytes >= huge_page) madvise(data, bytes, MADV_HUGEPAGE);  // only advice: without it the pages are small
  return data;
}

void release_pages(void* data, std::size_t bytes) noexcept { ::operator delete(data, alignment_of(bytes)); }

}  // namespace trainyard::kernels
