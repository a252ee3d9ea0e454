// Derived columns: one expression over the rows of other columns.
#pragma once

#include <span>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"
#include "kernels/derive/program.hpp"

namespace trainyard::kernels::derive {

/// Runs `program` and the list of `operands` (host memory; what they view is device memory) once per row of `result`.
/// A missing operand makes a result missing unless the operation says otherwise; so does any step that is infinite or undefined, as x / 0
/// is. Rows are independent, each operation is made of additions, multiplications, divisions and roots that are rounded once, and a missing
/// result is always the same quiet NaN: the same bits on every device.
/// Throws std::invalid_argument when the program is not a whole expression, holds more than max_stack values at once or names an
/// operand that is not there or has another number of rows.
TRAINYARD_KERNEL(evaluate, void(const Exec&, std::span<const Instruction> program, std::span<const Operand> operands, View<double> result));

/// The check that evaluate() makes before it runs.
void check_program(std::span<const Instruction> program, std::span<const Operand> operands, std::size_t rows);

}  // namespace trainyard::kernels::derive
