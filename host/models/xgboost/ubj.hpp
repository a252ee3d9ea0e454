// A cheap look at a model in XGBoost's UBJSON, before XGBoost itself parses it.
#pragma once

#include <string_view>

#include "host/models/xgboost/library.hpp"

namespace trainyard::models::xgboost {

/// Walks the whole document without building it and returns the version of XGBoost that wrote it. Throws Error(bad_data) when it is
/// cut short or not what XGBoost writes, for XGBoost reads past the end of such a buffer. This finds damaged structure, not damaged
/// numbers: a tree that points to a node out of range passes, and only the file's hash can show that.
Version inspect_ubj(std::string_view bytes);

}  // namespace trainyard::models::xgboost
