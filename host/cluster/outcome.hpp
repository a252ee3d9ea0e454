// What a submission has come to, told by its tasks.
#pragma once

#include <string>
#include <vector>

#include "host/cluster/submission.hpp"
#include "host/error/error.hpp"

namespace trainyard::cluster {

/// Whether nothing of it can go on.
bool ended(const std::vector<Task>& tasks);
/// What the submission came to once it has ended: done, or the code of the first stage that failed. Tasks of the array do not count: the
/// stage that collects has looked at every trial itself.
ExitCode verdict(const std::vector<Task>& tasks);
/// What ended the stage that decided it, and what helps; before that of the stage that collects, a worker's end. "" when it is done.
std::string failure_text(const std::vector<Task>& tasks);

/// The first task that waits for what never comes; nullptr when there is none.
const Task* stuck(const std::vector<Task>& tasks);
/// What it waits for, and what helps.
std::string stuck_text(const Task& task);
/// What waits for a node that is away, or for a person: a sentence for every such stage and reason.
std::vector<std::string> doubts(const std::vector<Task>& tasks);

}  // namespace trainyard::cluster
