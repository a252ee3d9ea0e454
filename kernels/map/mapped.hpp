// A column after some maps, for statistics of what earlier steps leave.
#pragma once

#include "kernels/map/map.hpp"
#include "kernels/reduce/numbers.hpp"

namespace trainyard::kernels::map {

/// `numbers` after `maps`, made block by block in blocks that fit a cache. Both must outlive it.
class Mapped : public reduce::Numbers {
 public:
  Mapped(const Exec& exec, const reduce::Numbers& numbers, std::span<const Map> maps)
      : exec_(exec), numbers_(numbers), chain_(exec, maps) {}
  void each(const Sink& sink) const override;

 private:
  Exec exec_;
  const reduce::Numbers& numbers_;
  Chain chain_;
};

}  // namespace trainyard::kernels::map
