// The GPU side of Memory, as plain functions, so that buffer.cpp needs no CUDA header.
#pragma once

#include <cstddef>

namespace trainyard::kernels::cuda {

void* allocate(int ordinal, std::size_t bytes);
void release(int ordinal, void* data) noexcept;
/// Of the host, for both; an address is the same on either side.
void* allocate_of_both(int ordinal, std::size_t bytes);
void release_of_both(void* data) noexcept;
void copy_to_device(int ordinal, void* target, const void* source, std::size_t bytes);
void copy_to_host(int ordinal, void* target, const void* source, std::size_t bytes);
void set_zero(int ordinal, void* data, std::size_t bytes);

}  // namespace trainyard::kernels::cuda
