// Prometheus' text format, version 0.0.4.
#pragma once

#include <string>
#include <string_view>

namespace trainyard::serve {

/// A value between the quotes of a label.
std::string label_text(std::string_view value);

/// The lines of HELP and TYPE, before a metric's first sample.
void describe(std::string& text, std::string_view name, std::string_view type, std::string_view help);

}  // namespace trainyard::serve
