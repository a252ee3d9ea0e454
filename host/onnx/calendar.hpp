// Parts of times by kernels/derive/calendar.cuh.
#pragma once

#include "host/onnx/tensor.hpp"

namespace trainyard::onnx {

/// Of a time in microseconds since 1970; in double. Anything for times outside the calendar, see in_calendar().
struct Date {
  Tensor year, month, day, day_of_year;
};
Date date_of(const Tensor& time);
Tensor weekday_of(const Tensor& time);
/// Whole seconds.
Tensor second_of_day(const Tensor& time);

/// A truth value: from the year 0 to 9999.
Tensor in_calendar(const Tensor& time);

}  // namespace trainyard::onnx
