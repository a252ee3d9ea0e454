#include "host/source/hdf5_type.hpp"

#include <array>

namespace trainyard::source {
namespace {

using hdf5::checked;
using hdf5::Id;

Id copy_of(hid_t type) { return {H5Tcopy(type), H5Tclose, "preparing a type"}; }

std::string member_name(hid_t type, unsigned member) {
  char* name = H5Tget_member_name(type, member);
  if (name == nullptr) hdf5::fail("reading a type");
  std::string copy(name);
  H5free_memory(name);
  return copy;
}

// As h5py stores NumPy's booleans: one byte, FALSE is 0 and TRUE is 1.
bool is_boolean(hid_t type) {
  if (H5Tget_size(type) != 1 || H5Tget_nmembers(type) != 2) return false;
  for (unsigned member = 0; member < 2; ++member) {
    std::array<char, 1> value{};
    checked(H5Tget_member_value(type, member, value.data()), "reading a type");
    if (member_name(type, member) != (value[0] == 0 ? "FALSE" : "TRUE") || value[0] < 0 || value[0] > 1) return false;
  }
  return true;
}

Hdf5Column number_column(ValueType type, Hdf5Coding coding, hid_t memory_type) {
  return {.type = type, .coding = coding, .memory_type = copy_of(memory_type), .width = H5Tget_size(memory_type)};
}

Hdf5Column text_column(hid_t stored) {
  if (checked(H5Tis_variable_str(stored), "reading a type") == 0) {
    return {.type = ValueType::text,
            .coding = Hdf5Coding::fixed_text,
            .memory_type = copy_of(stored),
            .width = H5Tget_size(stored),
            .padding = checked(H5Tget_strpad(stored), "reading a type")};
  }
  Hdf5Column column{
      .type = ValueType::text, .coding = Hdf5Coding::variable_text, .memory_type = copy_of(H5T_C_S1), .width = sizeof(const char*)};
  checked(H5Tset_size(column.memory_type, H5T_VARIABLE), "preparing text");
  checked(H5Tset_cset(column.memory_type, checked(H5Tget_cset(stored), "reading a type")), "preparing text");
  return column;
}

}  // namespace

std::optional<Hdf5Column> column_of_type(hid_t stored) {
  const std::size_t size = H5Tget_size(stored);
  switch (H5Tget_class(stored)) {
    case H5T_INTEGER:
      if (size > 8) return std::nullopt;
      if (size == 8 && H5Tget_sign(stored) == H5T_SGN_NONE)
        return number_column(ValueType::integer, Hdf5Coding::natural, H5T_NATIVE_UINT64);
      return number_column(ValueType::integer, Hdf5Coding::integer, H5T_NATIVE_INT64);
    case H5T_FLOAT:
      if (size > 8) return std::nullopt;
      return number_column(ValueType::floating, Hdf5Coding::floating, H5T_NATIVE_DOUBLE);
    case H5T_ENUM:
      if (!is_boolean(stored)) return std::nullopt;
      return number_column(ValueType::boolean, Hdf5Coding::integer, H5T_NATIVE_INT64);
    case H5T_BITFIELD:  // PyTables' booleans
      if (size != 1) return std::nullopt;
      return number_column(ValueType::boolean, Hdf5Coding::flag, H5T_NATIVE_B8);
    case H5T_STRING:
      return text_column(stored);
    default:
      return std::nullopt;
  }
}

std::string type_words(hid_t stored) {
  const std::string bits = std::to_string(8 * H5Tget_size(stored)) + " bits";
  switch (H5Tget_class(stored)) {
    case H5T_INTEGER:
      return "an integer of " + bits;
    case H5T_FLOAT:
      return "a floating-point number of " + bits;
    case H5T_BITFIELD:
      return "a bit field of " + bits;
    case H5T_ENUM:
      return "an enumeration that is not FALSE and TRUE";
    case H5T_TIME:
      return "HDF5's time";
    case H5T_OPAQUE:
      return "opaque (NumPy's datetime64 is stored so)";
    case H5T_COMPOUND:
      return "compound";
    case H5T_REFERENCE:
      return "a reference";
    case H5T_VLEN:
      return "a list of variable length";
    case H5T_ARRAY:
      return "an array (pandas: write with data_columns=True)";
    default:
      return "unknown";
  }
}

bool has_variable_text(hid_t stored) {
  if (H5Tget_class(stored) == H5T_STRING) return checked(H5Tis_variable_str(stored), "reading a type") > 0;
  if (H5Tget_class(stored) != H5T_COMPOUND) return false;
  const auto fields = static_cast<unsigned>(checked(H5Tget_nmembers(stored), "reading a type"));
  for (unsigned field = 0; field < fields; ++field) {
    if (has_variable_text(field_type(stored, field))) return true;
  }
  return false;
}

std::string field_name(hid_t compound, unsigned field) { return member_name(compound, field); }

Id field_type(hid_t compound, unsigned field) { return {H5Tget_member_type(compound, field), H5Tclose, "reading a type"}; }

}  // namespace trainyard::source
