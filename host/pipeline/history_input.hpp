// The rows to predict of a bundle that looks back in time.
#pragma once

#include <cstddef>
#include <memory>

#include "host/pipeline/rows_to_predict.hpp"

namespace trainyard::pipeline {

/// All of them in memory, for they are each other's history, and handed on `block_rows` at a time.
std::unique_ptr<RowsToPredict> rows_with_history(const bundle::Bundle& bundle, const RowsRequest& request, std::size_t block_rows);

}  // namespace trainyard::pipeline
