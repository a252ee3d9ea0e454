#include "host/report/study_axes.hpp"

#include <algorithm>
#include <cmath>

namespace trainyard::report {

plot::Axis metric_axis(const FinishedStudy& study, std::span<const double> values) {
  const auto scale = plot::Scale::of(values);
  return {scale, study.metric + (scale.is_logarithmic() ? ", logarithmic" : "")};
}

plot::Axis value_axis(const FinishedStudy& study) {
  std::vector<double> values;
  for (const auto* trial : study.ranked()) values.push_back(trial->value);
  return metric_axis(study, values);
}

plot::Scale parameter_scale(const search::Dimension& dimension) {
  if (dimension.kind == search::Kind::categorical) {
    std::vector<std::string> names;
    for (const auto& choice : dimension.choices) names.push_back(choice.is_string() ? choice.get<std::string>() : choice.dump());
    return plot::Scale::categories(std::move(names));
  }
  if (dimension.log) return plot::Scale::logarithmic(dimension.low, dimension.high);
  return dimension.kind == search::Kind::integer ? plot::Scale::whole(dimension.low, dimension.high)
                                                 : plot::Scale::linear(dimension.low, dimension.high);
}

std::string trial_words(const FinishedStudy& study, const search::Trial& trial, const std::string& parameter) {
  std::string words = "trial " + std::to_string(trial.number) + ": " + study.metric + " " +
                      (std::isfinite(trial.value) ? plot::number_text(trial.value) : std::string("not defined"));
  if (const auto found = trial.params.find(parameter); found != trial.params.end())
    words += ", " + parameter + " " +
             (found->is_number_float() ? plot::number_text(found->get<double>())
              : found->is_string()     ? found->get<std::string>()
                                       : found->dump());
  return words;
}

double dot_opacity(std::size_t index, std::size_t count) {
  const std::size_t tenths = 3 + 7 * index / count;
  return 0.1 * static_cast<double>(tenths);
}

double line_opacity(std::size_t index, std::size_t count) {
  const std::size_t tenths = 1 + 9 * index * index / (count * count);
  return 0.1 * static_cast<double>(tenths);
}

std::span<const search::Trial* const> drawn(std::span<const search::Trial* const> trials) {
  return trials.last(std::min(trials.size(), most_lines));
}

}  // namespace trainyard::report
