// A column after some maps, for statistics of what earlier steps leave.
#pragma once

#include "kernels/map/map.hpp"
#include "kernels/reduce/numbers.hpp"

namespace trainyard::kernels::map {

/// `numbers` after `maps`, made block by block in blocks that fit a cache. `codes`, one per row of the whole column, are for maps that look
/// at them. The arguments must outlive it.
class Mapped : public reduce::Numbers {
 public:
  Mapped(const Exec& exec, const reduce::Numbers& numbers, std::span<const Map> maps, CodesView codes = {})
      : exec_(exec), numbers_(numbers), chain_(exec, maps), codes_(codes) {}
  void each(const Sink& sink) const override;

 private:
  Exec exec_;
  const reduce::Numbers& numbers_;
  Chain chain_;
  CodesView codes_;
};

}  // namespace trainyard::kernels::map
