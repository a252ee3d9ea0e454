#include "kernels/trees/block/grow.cuh"
#include "kernels/trees/block/grow_trees.hpp"

namespace trainyard::kernels::trees::block::TRAINYARD_BACKEND {

namespace {

struct GrowTrees {
  Task* tasks[most_at_once];

  TRAINYARD_DEVICE void operator()(const Block& block, unsigned b) const { grow(block, *tasks[b]); }
};

}  // namespace

void grow_trees(const Exec& exec, View<Task* const> tasks) {
  GrowTrees all{};
  for (std::size_t i = 0; i < tasks.size; ++i) all.tasks[i] = tasks.data[i];
  kernels::TRAINYARD_BACKEND::for_each_block(exec, static_cast<unsigned>(tasks.size), sizeof(State), all);
}

}  // namespace trainyard::kernels::trees::block::TRAINYARD_BACKEND
