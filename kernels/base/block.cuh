// Groups of threads that work on one thing together and wait for each other. For .cu files.
//
//   for_each_block(exec, blocks, bytes, f)   f(block, b) in every thread of block b of [0, blocks); returns when the work is done. All
//   blocks
//                                            may run at once, and none may wait for another. `bytes` of memory are shared by a block's
//                                            threads, aligned to 16, with anything in it.
//
// A Block, in its threads (`TRAINYARD_DEVICE`):
//
//   block.shared()               the block's own memory
//   block.leader()               whether this is the thread that writes what there is one of
//   block.sync()                 waits for all; what was written before is seen by all behind it. Called by every thread alike
//   block.each(count, f)         f(i) for this thread's share of [0, count)
//   block.each_in_lanes(count, width, of)
//                                of(lane, column) gives `one`, and one.add(one.read(i)) is called for every i of [0, count) and every
//                                column of [0, width), where width is a power of 2 up to lanes: lane % width == column, and what writes to
//                                one lane at a time is at most one thread of a warp. Some are read before the first of them is added, which
//                                hides the memory's time: the compiler reads nothing ahead of an addition that others may see
//   block.part(count, places, flag, put)
//                                put(i, flag(i), place) for each i of [0, count): place counts on from places[0] for those without the
//                                flag, and from places[1] for the others, in any order. places is shared, and counts on
//   Block::add(to, amount)       atomically, from any thread of the block; the 32 bits' version gives what was there
//   Block::take_larger, Block::take_smaller(to, value)
//
// On the GPU a block has block_threads threads; on the CPU, where this serves tests alone, exec.threads of them: the same code for both, so
// that what threads see of each other can be tried with any number of them, and under ThreadSanitizer.
#pragma once

#include "kernels/base/backend.hpp"

#ifdef __CUDACC__
#include "kernels/base/block_cuda.cuh"
#else
#include "kernels/base/block_cpu.cuh"
#endif
