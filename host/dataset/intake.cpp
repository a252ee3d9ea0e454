#include "host/dataset/intake.hpp"

#include <algorithm>

#include "host/dataset/survey.hpp"
#include "host/error/error.hpp"
#include "host/source/file_input.hpp"
#include "host/source/header.hpp"
#include "host/source/reader.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::size_t bad_rows_named = 5;

source::ReaderOptions reader_options(const ShardRequest& request) {
  source::ReaderOptions options;
  options.block_bytes = block_bytes(request.memory_bytes);
  return options;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::size_t block_bytes(std::uint64_t memory_bytes) {
  return static_cast<std::size_t>(std::clamp<std::uint64_t>(memory_bytes / 64, std::uint64_t{64} << 10, std::uint64_t{4} << 20));
}

Intake::Intake(const ShardRequest& request) : request_(request), quality_({}) {
  storage::check_name("dataset", request.name);
  if (request.sources.empty()) throw Error(ExitCode::bad_config, "data.source names no file");
  if (!(request.max_bad_rows >= 0 && request.max_bad_rows <= 1)) {
    throw Error(ExitCode::bad_config, "data.max_bad_rows is " + std::to_string(request.max_bad_rows) + ", expected a fraction from 0 to 1");
  }
  if (request.shard_rows == 0) throw Error(ExitCode::bad_config, "data.shard_rows is 0, expected at least 1");
  for (const ColumnRole& given : given_roles()) {
    if (!contains(request.drop, given.column)) continue;
    throw Error(ExitCode::bad_config, "data.drop names the " + std::string(role_name(given.role)) + " '" + given.column + "'");
  }
  for (const auto& path : request.sources) add_source(path, false);
  for (const auto& path : request.test_sources) add_source(path, true);
  bytes_total_ *= request.schema ? 2 : 3;  // checksum, learning the schema, converting
}

void Intake::add_source(const std::filesystem::path& path, bool test) {
  const source::FileInput file(path);
  sources_.push_back({path.string(), file.bytes(), {}, file.modified(), test});
  bytes_total_ += file.bytes();
}

void Intake::warn(const std::string& message) {
  warnings_.push_back(message);
  if (request_.warn) request_.warn(message);
}

void Intake::progress(std::uint64_t bytes_in_file) {
  if (request_.progress) request_.progress(bytes_done_ + bytes_in_file, bytes_total_);
}

std::vector<std::string> Intake::files() const {
  std::vector<std::string> names;
  for (const SourceFile& source : sources_) names.push_back(source.path);
  return names;
}

void Intake::fingerprint() {
  std::vector<char> buffer(std::size_t{1} << 20);
  for (SourceFile& known : sources_) {
    source::FileInput file(known.path);
    known.bytes = file.bytes();
    known.modified = file.modified();
    storage::Sha256 digest;
    std::uint64_t done = 0;
    for (std::size_t got = buffer.size(); got == buffer.size();) {
      got = file.read(buffer.data(), buffer.size());
      digest.update({buffer.data(), got});
      progress(done += got);
    }
    known.sha256 = digest.hex();
    bytes_done_ += file.bytes();
  }
  check_test_files();
}

// The same rows to train and to test on would give a score that means nothing.
void Intake::check_test_files() const {
  for (const SourceFile& test : sources_) {
    const auto same =
        std::find_if(sources_.begin(), sources_.end(), [&](const SourceFile& other) { return !other.test && other.sha256 == test.sha256; });
    if (!test.test || same == sources_.end()) continue;
    throw Error(ExitCode::bad_data, test.path + ": this test file (split.test) has the same content as " + same->path +
                                        " (data.source); take it out of one of them");
  }
}

void Intake::check_names(const std::vector<std::string>& known, const std::string& where) const {
  const auto check = [&](const std::string& name, std::string_view key) {
    if (contains(known, name)) return;
    throw Error(ExitCode::bad_data, where + ": there is no column '" + name + "' (" + std::string(key) + ")" + suggest(name, known) +
                                        source::delimiter_hint(known));
  };
  for (const ColumnRole& given : given_roles()) check(given.column, given.key.empty() ? role_key(given.role) : given.key);
  for (const std::string& name : request_.drop) check(name, "data.drop");
}

Schema Intake::settle_schema() {
  const std::vector<std::string> columns = source::open_reader(sources_[0].path, reader_options(request_))->columns();
  if (!request_.schema) return learned_schema(columns);
  return given_schema(columns);
}

Schema Intake::given_schema(const std::vector<std::string>& columns) {
  Schema schema = *request_.schema;
  std::vector<std::string> known;
  for (const Field& field : schema.fields) known.push_back(field.name);
  for (const ColumnRole& given : given_roles()) {
    if (contains(known, given.column)) continue;
    throw Error(ExitCode::bad_config, "data.schema has no field for the " + std::string(role_name(given.role)) + " '" + given.column + "'" +
                                          suggest(given.column, known));
  }
  known.insert(known.end(), columns.begin(), columns.end());
  check_names(known, sources_[0].path);
  assign_roles(schema);
  return schema;
}

Schema Intake::learned_schema(const std::vector<std::string>& columns) {
  check_names(columns, sources_[0].path);
  Schema schema;
  Survey survey(columns, schema.missing, request_.threads);
  std::uint64_t rows = 0, whole = 0;
  std::vector<BadRow> broken;  // the first ones
  source::Block block;
  for (std::uint32_t i = 0; i < sources_.size(); ++i) {
    const auto reader = source::open_reader(sources_[i].path, reader_options(request_));
    survey.bind(sources_[i].path, reader->columns());
    while (reader->next(block)) {
      survey.add(block);
      whole += block.rows();
      for (const auto& row : block.broken()) {
        if (broken.size() < bad_rows_named) broken.push_back({i, row.number, row.line, {}, {}, row.reason, {}});
      }
      progress(reader->bytes_read());
    }
    bytes_done_ += reader->bytes();
    rows += reader->rows_read();
  }
  if (whole == 0) throw Error(ExitCode::bad_data, "not one of " + std::to_string(rows) + " rows fits the header:" + first_places(broken));
  const auto warn_unless_dropped = [&](const std::string& column, const std::string& message) {
    if (!contains(request_.drop, column)) warn(message);
  };
  schema.fields = survey.fields(request_.max_bad_rows * static_cast<double>(rows), warn_unless_dropped);
  for (const Field& field : schema.fields) {
    if (field.role != Role::ignore || contains(request_.drop, field.name)) continue;
    for (const ColumnRole& given : given_roles()) {
      if (field.name != given.column) continue;
      throw Error(ExitCode::bad_data,
                  sources_[0].path + ": the " + std::string(role_name(given.role)) + " '" + field.name + "' has no value in any row");
    }
    warn("column '" + field.name + "' has no value in any row and is dropped");
  }
  assign_roles(schema);
  return schema;
}

std::vector<ColumnRole> Intake::given_roles() const {
  std::vector<ColumnRole> roles = request_.roles;
  if (!request_.target.empty()) roles.insert(roles.begin(), {request_.target, Role::target});
  return roles;
}

// The role that the request gives a field, or the field's own. A feature takes the request's; any other contradiction is a mistake.
Role Intake::agreed_role(const Field& field) const {
  const auto roles = given_roles();
  const auto contradicted = [&](Role role, const std::string& named) {
    return Error(ExitCode::bad_config, "data.schema gives column '" + field.name + "' the role " + std::string(role_name(field.role)) +
                                           ", but " + std::string(role_key(role)) + " names " + named + "; make them agree");
  };
  for (const ColumnRole& given : roles) {
    if (given.column != field.name) continue;
    if (field.role != Role::feature && field.role != given.role) throw contradicted(given.role, "it");
    return given.role;
  }
  const bool untargeted = field.role == Role::target && request_.target.empty();
  if (field.role == Role::feature || field.role == Role::ignore || untargeted) return field.role;
  const auto other = std::find_if(roles.begin(), roles.end(), [&](const ColumnRole& given) { return given.role == field.role; });
  throw contradicted(field.role, other == roles.end() ? "no column" : "'" + other->column + "'");
}

void Intake::assign_roles(Schema& schema) const {
  for (Field& field : schema.fields) {
    if (contains(request_.drop, field.name)) field.role = Role::ignore;
    field.role = agreed_role(field);
    const std::string why = type_problem(field);
    if (why.empty()) continue;
    const std::string key(role_key(field.role));
    if (request_.schema) throw Error(ExitCode::bad_config, "data.schema: " + key + ": " + why);
    throw Error(ExitCode::bad_data, sources_[0].path + ": " + key + ": " + why + "; correct its values, or name another column");
  }
  if (std::none_of(schema.fields.begin(), schema.fields.end(), [](const Field& field) { return field.role != Role::ignore; })) {
    throw Error(ExitCode::bad_data, sources_[0].path + ": every column is dropped; nothing is left");
  }
}

Converter Intake::convert(const Schema& schema, const std::function<void(const Converter&, const Batch&)>& rows,
                          const std::function<void(const BadRow&)>& bad) {
  Converter converter(schema, {.target_optional = false,
                               .dictionary_bytes = std::max<std::uint64_t>(request_.memory_bytes / 4, 1 << 20),
                               .threads = request_.threads});
  quality_ = Quality(converter.fields(), request_.threads);
  source::Block block;
  Batch good;
  std::vector<BadRow> bad_rows;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    storage::Sha256 digest;
    auto options = reader_options(request_);
    options.on_bytes = [&](std::string_view bytes) { digest.update(bytes); };
    const auto reader = source::open_reader(sources_[i].path, options);
    for (const std::string& name : converter.bind(static_cast<std::uint32_t>(i), sources_[i].path, reader->columns())) {
      if (!contains(request_.drop, name)) warn(sources_[i].path + ": column '" + name + "' is not in the schema and is not read");
    }
    while (reader->next(block)) {
      converter.convert(block, good, bad_rows);
      for (const BadRow& row : bad_rows) {
        quality_.add(row);
        bad(row);
      }
      quality_.add(good);
      if (good.rows() > 0) rows(converter, good);
      progress(reader->bytes_read());
    }
    if (!sources_[i].sha256.empty() && digest.hex() != sources_[i].sha256) {
      throw Error(ExitCode::bad_data, sources_[i].path + ": changed while it was being read; run again once it is complete");
    }
    bytes_done_ += reader->bytes();
  }
  warn_about_columns(schema);
  for (const std::string& message : warnings_) quality_.warn(message);
  return converter;
}

void Intake::warn_about_columns(const Schema& schema) {
  if (quality_.rows() < 2) return;
  for (const std::string& name : quality_.constant_columns()) {
    if (schema.find(name)->role == Role::feature) warn("column '" + name + "' has the same value in every row; it is kept");
  }
  for (const std::string& name : quality_.empty_columns()) warn("column '" + name + "' has no value in any row");
}

void Intake::check_bad_rows() const {
  const std::uint64_t bad = quality_.bad_rows(), all = bad + quality_.rows();
  const bool too_many = static_cast<double>(bad) > request_.max_bad_rows * static_cast<double>(all);
  const auto& first = quality_.first_bad_rows();
  const std::string share = std::to_string(bad) + " of " + std::to_string(all) + " rows ";
  if (too_many || quality_.rows() == 0) {
    throw Error(ExitCode::bad_data, share + "are bad, " +
                                        (too_many ? "more than data.max_bad_rows (" + nlohmann::json(request_.max_bad_rows).dump() +
                                                        ") allows; correct them, or raise it"
                                                  : std::string("none is left")) +
                                        ". The first:" + first_places(first));
  }
  if (bad > 0 && request_.warn) {
    request_.warn(share + "set aside in quarantine.csv; the first: " + describe(first.front(), sources_[first.front().source].path));
  }
}

std::string Intake::first_places(const std::vector<BadRow>& rows) const {
  std::string text;
  for (std::size_t i = 0; i < std::min(rows.size(), bad_rows_named); ++i) text += "\n  " + describe(rows[i], sources_[rows[i].source].path);
  return text;
}

}  // namespace trainyard::dataset
