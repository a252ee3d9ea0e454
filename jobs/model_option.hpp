// --model of the verbs that are given one.
#pragma once

#include "jobs/verb.hpp"

namespace trainyard::jobs {

/// Adds --model RUN|BUNDLE|NAME@STAGE.
void add_model(Verb& verb);

}  // namespace trainyard::jobs
