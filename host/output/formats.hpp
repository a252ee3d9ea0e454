// The formats of table files: one function each.
#pragma once

#include "host/output/table_file.hpp"

namespace trainyard::output {

std::unique_ptr<TableFile> create_csv(const std::filesystem::path& path, const std::vector<Field>& fields, std::uint64_t rows);
std::unique_ptr<TableFile> create_parquet(const std::filesystem::path& path, const std::vector<Field>& fields, std::uint64_t rows);
std::unique_ptr<TableFile> create_hdf5(const std::filesystem::path& path, const std::vector<Field>& fields, std::uint64_t rows);

void join_csv(const std::vector<std::filesystem::path>& parts, const std::filesystem::path& path, const std::vector<Field>& fields,
              const std::function<void()>& check);
void join_parquet(const std::vector<std::filesystem::path>& parts, const std::filesystem::path& path, const std::vector<Field>& fields,
                  const std::function<void()>& check);

}  // namespace trainyard::output
