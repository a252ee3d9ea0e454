// What an HDF5 datatype becomes.
#pragma once

#include <string>

#include "host/source/hdf5_layout.hpp"

namespace trainyard::source {

/// A column of values of this stored type, or nothing when there is no reading it. Name and dataset are left to the caller.
std::optional<Hdf5Column> column_of_type(hid_t stored);

/// "a list of variable length", say: for the message about a type that cannot be read.
std::string type_words(hid_t stored);

/// Texts of variable length, alone or as a field: they lie outside their dataset.
bool has_variable_text(hid_t stored);

/// One field of a compound type: its name and its type.
std::string field_name(hid_t compound, unsigned field);
hdf5::Id field_type(hid_t compound, unsigned field);

}  // namespace trainyard::source
