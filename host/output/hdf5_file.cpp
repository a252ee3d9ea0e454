#include <algorithm>

#include "host/error/error.hpp"
#include "host/hdf5/hdf5.hpp"
#include "host/output/formats.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::output {
namespace {

// Makes an Error of what HDF5 says.
template <class Work>
auto writing(const std::filesystem::path& path, const Work& work) {
  hdf5::silence();
  try {
    return work();
  } catch (const hdf5::Failure& failure) {
    throw Error(ExitCode::io, path.string() + ": cannot be written (is the disk full?): " + failure.what());
  }
}

std::string dataset_path(const Field& field) { return "/columns/" + hdf5::link_name(field.name); }

class Hdf5File : public TableFile {
 public:
  Hdf5File(std::filesystem::path path, std::vector<Field> fields, std::uint64_t rows)
      : path_(std::move(path)),
        aside_(path_),
        fields_(std::move(fields)),
        rows_(rows),
        file_(writing(path_, [&] { return hdf5::create_file(aside_.path().string()); })) {
    writing(path_, [&] { create_columns(); });
  }

  // No dataset stays open, for each would keep a chunk in memory.
  void write(const std::vector<Values>& columns) override {
    const hdf5::Range range{first_row_, rows_of(columns.front())};
    writing(path_, [&] {
      for (std::size_t c = 0; c < columns.size(); ++c) {
        hdf5::Id dataset = hdf5::open_dataset(file_, dataset_path(fields_[c]), rows_);
        std::visit([&](const auto& values) { write_values(dataset, fields_[c], range, values); }, columns[c]);
        dataset.close();
      }
    });
    first_row_ += range.count;
  }

  void publish() override {
    writing(path_, [&] { file_.close(); });
    aside_.publish();
  }

 private:
  void create_columns() {
    hdf5::create_group(file_, "/columns");
    std::vector<std::string> names;
    for (const Field& field : fields_) {
      names.push_back(field.name);
      hdf5::Id dataset = create_column(field);
      hdf5::write_attribute(dataset, "name", field.name);
      dataset.close();
    }
    hdf5::write_texts(file_, "/names", names);
  }

  hdf5::Id create_column(const Field& field) const {
    if (field.nullable || field.kind > Kind::text) refuse(field);
    if (field.kind == Kind::text) return hdf5::create_dataset(file_, dataset_path(field), hdf5::text_type(field.width), rows_);
    return hdf5::create_dataset(file_, dataset_path(field), field.kind == Kind::single ? H5T_IEEE_F32LE : H5T_IEEE_F64LE, rows_);
  }

  static void write_values(hid_t dataset, const Field&, hdf5::Range range, std::span<const float> values) {
    hdf5::write_range(dataset, H5T_NATIVE_FLOAT, range, values.data());
  }
  static void write_values(hid_t dataset, const Field&, hdf5::Range range, std::span<const double> values) {
    hdf5::write_range(dataset, H5T_NATIVE_DOUBLE, range, values.data());
  }
  static void write_values(hid_t dataset, const Field& field, hdf5::Range range, const std::vector<std::string>& values) {
    hdf5::write_range(dataset, hdf5::text_type(field.width), range,
                      hdf5::padded_texts(values, std::max<std::size_t>(field.width, 1)).data());
  }

  static void write_values(hid_t, const Field& field, hdf5::Range, std::span<const std::int64_t>) { refuse(field); }
  static void write_values(hid_t, const Field& field, hdf5::Range, std::span<const std::int8_t>) { refuse(field); }
  [[noreturn]] static void refuse(const Field& field) {
    throw Error(ExitCode::bug, "column '" + field.name + "' is of a kind that is not written to HDF5");
  }

  std::filesystem::path path_;
  storage::AtomicFile aside_;
  std::vector<Field> fields_;
  std::uint64_t rows_, first_row_ = 0;
  hdf5::Id file_;
};

}  // namespace

std::unique_ptr<TableFile> create_hdf5(const std::filesystem::path& path, const std::vector<Field>& fields, std::uint64_t rows) {
  return std::make_unique<Hdf5File>(path, fields, rows);
}

}  // namespace trainyard::output
