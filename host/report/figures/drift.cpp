#include <algorithm>

#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {
namespace {

struct DriftSide {
  const char* name;
  std::string_view colour;
  double from, to;  ///< of a bin's width
};
constexpr DriftSide reference_side{"reference", plot::grey, 0.1, 0.5}, current_side{"now", plot::blue, 0.5, 0.9};

void draw_side(plot::Svg& svg, const plot::Frame& frame, const DriftSide& side, const Json& shares,
               const std::vector<std::string>& labels) {
  for (std::size_t bin = 0; bin < labels.size(); ++bin) {
    const double share = shares[bin].get<double>(), left = static_cast<double>(bin) - 0.5;
    const plot::Point corner = frame.at(left + side.from, share), opposite = frame.at(left + side.to, 0);
    svg.rectangle(corner, opposite.x - corner.x, opposite.y - corner.y, {{"fill", std::string(side.colour)}},
                  std::string(side.name) + ", " + labels[bin] + ": " + share_text(share));
  }
}

}  // namespace

Figure draw_drift(const Json& entry, std::string_view name) {
  const Json& bins = member(entry, {"bins"});
  if (!bins.is_object()) return {};
  const Json &reference = member(bins, {"reference"}), &current = member(bins, {"current"});
  std::vector<std::string> labels;
  double most = 0;
  for (std::size_t bin = 0; bin < reference.size(); ++bin) {
    labels.push_back(shortened(value_text(member(bins, {"labels"})[bin])));
    most = std::max({most, reference[bin].get<double>(), current[bin].get<double>()});
  }
  const std::string column = value_text(member(entry, {"column"}));
  plot::Svg svg(name, panel_width, panel_height(), plot::shortened(column, 50),
                "Shares of the values in the reference and now, by bin of " + column + ": " + value_text(member(entry, {"test"})) + " " +
                    value_text(member(entry, {"statistic"})) + ".");
  const std::vector<plot::LegendEntry> legend = {{reference_side.name, reference_side.colour}, {current_side.name, current_side.colour}};
  plot::draw_legend(svg, {16, 44}, legend);
  const plot::Frame frame =
      panel_frame(1, {plot::Scale::categories(labels), ""}, {plot::Scale::linear(0, most > 0 ? most : 1), "share of the values"});
  frame.draw(svg);
  draw_side(svg, frame, reference_side, reference, labels);
  draw_side(svg, frame, current_side, current, labels);
  return {.svg = std::move(svg).finish()};
}

}  // namespace trainyard::report
