// The CPU side of block.cuh: a block's threads are threads of the system, one block after the other.
#pragma once

#include <algorithm>
#include <atomic>
#include <barrier>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "kernels/base/exec.hpp"

namespace trainyard::kernels::cpu {

class Block {
 public:
  static constexpr unsigned lanes = 32;
  using Barrier = std::barrier<>;

  Block(std::byte* shared, Barrier& barrier, unsigned thread, unsigned threads)
      : shared_(shared), barrier_(&barrier), thread_(thread), threads_(threads) {}

  [[nodiscard]] std::byte* shared() const { return shared_; }
  [[nodiscard]] bool leader() const { return thread_ == 0; }
  void sync() const { barrier_->arrive_and_wait(); }

  template <class F>
  void each(std::size_t count, const F& f) const {
    for (std::size_t i = thread_; i < count; i += threads_) f(i);
  }

  template <class Of>
  void each_in_lanes(std::size_t count, unsigned width, const Of& of) const {
    for (unsigned lane = thread_; lane < lanes; lane += threads_) {
      const auto one = of(lane, lane % width);
      for (std::size_t i = lane / width; i < count; i += lanes / width) one.add(one.read(i));
    }
  }

  template <class Flag, class Put>
  void part(std::size_t count, std::uint32_t* places, const Flag& flag, const Put& put) const {
    each(count, [&](std::size_t i) {
      const bool is_second = flag(i);
      put(i, is_second, add(places + (is_second ? 1 : 0), 1U));
    });
  }

  template <class T>
  static T add(T* to, T amount) {
    return std::atomic_ref(*to).fetch_add(amount, std::memory_order_relaxed);
  }
  static void take_larger(std::uint32_t* to, std::uint32_t value) {
    take(to, value, [](std::uint32_t there, std::uint32_t other) { return there < other; });
  }
  static void take_smaller(std::uint64_t* to, std::uint64_t value) {
    take(to, value, [](std::uint64_t there, std::uint64_t other) { return there > other; });
  }

 private:
  template <class T, class Worse>
  static void take(T* to, T value, Worse is_worse) {
    const std::atomic_ref place(*to);
    T there = place.load(std::memory_order_relaxed);
    while (is_worse(there, value) && !place.compare_exchange_weak(there, value, std::memory_order_relaxed)) {
    }
  }

  std::byte* shared_;
  Barrier* barrier_;
  unsigned thread_, threads_;
};

template <class F>
void for_each_block(const Exec& exec, unsigned blocks, std::size_t bytes, const F& f) {
  struct alignas(16) Piece {
    std::byte bytes[16];
  };
  const auto threads = static_cast<unsigned>(std::max(exec.threads, 1));
  std::vector<Piece> shared((bytes + sizeof(Piece) - 1) / sizeof(Piece));
  std::memset(shared.data(), 0xa5, bytes);  // nothing to rely on
  for (unsigned b = 0; b < blocks; ++b) {
    Block::Barrier barrier(threads);
    const auto work = [&](unsigned thread) { f(Block(shared.data()->bytes, barrier, thread, threads), b); };
    std::vector<std::jthread> others;
    for (unsigned thread = 1; thread < threads; ++thread) others.emplace_back(work, thread);
    work(0);
  }
}

}  // namespace trainyard::kernels::cpu
