// Columns of a block as Arrow has them.
#pragma once

#include <arrow/type_fwd.h>
#include <memory>
#include <vector>

#include "host/output/table_file.hpp"

namespace trainyard::output {

std::shared_ptr<arrow::Schema> arrow_schema(const std::vector<Field>& fields);

/// Copies the values. Of a nullable field missing ones are null.
arrow::Result<std::shared_ptr<arrow::RecordBatch>> arrow_batch(const std::shared_ptr<arrow::Schema>& schema,
                                                               const std::vector<Field>& fields, const std::vector<Values>& columns);

}  // namespace trainyard::output
