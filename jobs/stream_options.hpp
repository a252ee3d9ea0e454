// predict --stream: its options, and what they ask for.
#pragma once

#include "jobs/invocation.hpp"

namespace trainyard::jobs {

void add_stream_options(Verb& verb);
/// Error(usage) when one of them was given without --stream.
void refuse_stream_options(const Invocation& invocation);
/// Predicts the stream until a signal or its end. Error(usage) on options that do not go together.
Answer predict_stream(const Invocation& invocation);

}  // namespace trainyard::jobs
