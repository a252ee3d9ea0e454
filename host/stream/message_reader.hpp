// A message {feature: value, …} as a row of the model. Private to stream.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "host/serve/row_builder.hpp"

namespace trainyard::stream {

/// Adds the message's row to `builder`. Returns "", or why the message is no JSON object: the row is then of no use. Members that are no
/// column of the model are passed over, and their names given to `ignored`.
std::string read_message(std::string_view text, const serve::Inputs& inputs, serve::RowBuilder& builder,
                         const std::function<void(const std::string&)>& ignored);

}  // namespace trainyard::stream
