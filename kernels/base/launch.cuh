// Loops over an Exec's device, the same words on both backends. For .cu files; each call returns when the work is done.
//
//   for_each_index(exec, count, f)       f(i) once for every i in [0, count), in no order; f writes only what belongs to i
//   for_each_run(exec, count, f)         f(first, rows) for runs of at most run_rows rows that cover [0, count): for functors that keep a
//                                        value per row in arrays of run_rows, so that g++ makes vector code of each of many small steps;
//                                        on the GPU a run is one row, and the arrays are registers
//   for_each_tile(exec, tiles, f)        f(tile, Lanes) once for every tile: sums in the canonical order, see lanes_cpu.cuh
//   tally(exec, rows, counts, f)         f(row, add): add(cell) adds 1 to counts[cell], from any row to any cell; add(cell, n) adds n
//
// f is a functor in an unnamed namespace; its operator() const is TRAINYARD_HOST_DEVICE, or TRAINYARD_DEVICE where it gets Lanes or `add`.
// It must not throw; what it points to lies on the device. Thrust's algorithms: kernels/base/thrust.cuh.
#pragma once

#include "kernels/base/backend.hpp"

#ifdef __CUDACC__
#include "kernels/base/lanes_cuda.cuh"
#include "kernels/base/launch_cuda.cuh"
#else
#include "kernels/base/lanes_cpu.cuh"
#include "kernels/base/launch_cpu.cuh"
#endif
