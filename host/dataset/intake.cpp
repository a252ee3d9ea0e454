#include "host/dataset/intake.hpp"

#include <algorithm>
#include <array>
#include <future>
#include <mutex>
#include <utility>
#include <xxhash.h>

#include "host/dataset/name_columns.hpp"
#include "host/dataset/parallel_for.hpp"
#include "host/dataset/roles.hpp"
#include "host/error/error.hpp"
#include "host/source/file_input.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::size_t bad_rows_named = 5;
constexpr std::size_t rows_for_a_guess = 10'000;

bool is_one_of(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Checks no_checks() { return {{}, {}, {}}; }

// `read` hears of every part read: its bytes. With `beside`, SHA-256, the slowest of the three, runs on a thread of its own, a block behind
// the reading.
void take_fingerprint(KnownSource& source, bool beside, const std::function<void(std::uint64_t)>& read) {
  constexpr std::size_t block_bytes = std::size_t{1} << 20;
  std::array blocks{std::vector<char>(block_bytes), std::vector<char>(block_bytes)};
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> quick(XXH3_createState(), &XXH3_freeState);
  XXH3_64bits_reset(quick.get());
  source::FileInput file(source.path);
  source.file.bytes = file.bytes();
  source.file.modified = file.modified();
  storage::Sha256 digest;
  std::future<void> hashed;  // ends before what it refers to
  for (std::size_t turn = 0, got = 1; got > 0; turn ^= 1) {
    auto& block = blocks[turn];
    got = file.read(block.data(), block.size());
    const std::string_view bytes(block.data(), got);
    if (hashed.valid()) hashed.get();
    if (beside) {
      hashed = std::async(std::launch::async, [&digest, bytes] { digest.update(bytes); });
    } else {
      digest.update(bytes);
    }
    XXH3_64bits_update(quick.get(), block.data(), got);
    read(got);
  }
  if (hashed.valid()) hashed.get();
  source.file.sha256 = digest.hex();
  source.quick_digest = XXH3_64bits_digest(quick.get());
}

// Whether rows converted under one are those that they are under the other.
bool same_rows(const Schema& a, const Schema& b) {
  return std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(), [](const Field& left, const Field& right) {
    const bool ignored = left.role == Role::ignore && right.role == Role::ignore;
    return ignored || (left.type == right.type && left.role == right.role);
  });
}

}  // namespace

/// Passes rows on and counts them.
class Intake::Listener : public RowSink {
 public:
  Listener(Intake& intake, RowSink& next, bool fail_at_once) : intake_(intake), next_(next), fail_at_once_(fail_at_once) {}

  void add(const Gatherer& gatherer, const Batch& good, const std::vector<BadRow>& bad, const Seen& before) override {
    for (const BadRow& row : bad) {
      if (fail_at_once_) throw Error(ExitCode::bad_data, describe(row, intake_.sources_[row.source].file.path));
      intake_.quality_.add(row);
    }
    intake_.quality_.add(good, [&](std::size_t field) -> const std::deque<std::string>& { return gatherer.texts(field); });
    next_.add(gatherer, good, bad, before);
  }

 private:
  Intake& intake_;
  RowSink& next_;
  bool fail_at_once_;
};

Intake::Intake(const ShardRequest& request) : request_(request), quality_({}, 0, no_checks) {
  storage::check_name("dataset", request.name);
  if (request.sources.empty()) throw Error(ExitCode::bad_config, "data.source names no file");
  if (!(request.max_bad_rows >= 0 && request.max_bad_rows <= 1)) {
    throw Error(ExitCode::bad_config, "data.max_bad_rows is " + std::to_string(request.max_bad_rows) + ", expected a fraction from 0 to 1");
  }
  if (request.shard_rows == 0) throw Error(ExitCode::bad_config, "data.shard_rows is 0, expected at least 1");
  check_dropped(request);
  for (const auto& path : request.sources) add_source(path, false);
  for (const auto& path : request.test_sources) add_source(path, true);
  bytes_total_ *= 2;  // checksum, converting
}

void Intake::add_source(const std::filesystem::path& path, bool test) {
  const bool piped = path == "-";
  if (piped && standard_input_) throw Error(ExitCode::bad_config, "data.source and split.test name standard input twice; it is read once");
  if (piped) {
    standard_input_ = std::make_unique<source::StandardInput>([this](std::uint64_t bytes) {
      if (request_.progress) request_.progress(bytes, 0);
    });
  }
  const source::FileInput file(piped ? standard_input_->path() : path);
  sources_.push_back(
      {{piped ? source::StandardInput::name : path.string(), file.bytes(), {}, file.modified(), test, request_.provenance}, file.path()});
  bytes_total_ += file.bytes();
}

template <class Action>
auto Intake::naming_sources(const Action& action) const {
  if (!standard_input_) return action();
  try {
    return action();
  } catch (const Error& error) {
    throw Error(error.code(), standard_input_->named(error.what()));
  }
}

void Intake::warn(const std::string& message) {
  if (is_one_of(warnings_, message)) return;  // a second pass says again what the first one said
  warnings_.push_back(message);
  if (request_.warn) request_.warn(message);
}

source::ReaderOptions Intake::reader_options() const {
  auto options = request_.reading;
  options.block_bytes = block_bytes(request_);
  return options;
}

std::vector<SourceFile> Intake::sources() const {
  std::vector<SourceFile> files;
  for (const KnownSource& source : sources_) files.push_back(source.file);
  return files;
}

std::vector<std::string> Intake::files() const {
  std::vector<std::string> names;
  for (const KnownSource& source : sources_) names.push_back(source.file.path);
  return names;
}

void Intake::fingerprint() {
  naming_sources([this] { take_fingerprints(); });
  check_test_files();
}

void Intake::take_fingerprints() {
  std::mutex one_at_a_time;
  const auto read = [&](std::uint64_t bytes) {
    const std::scoped_lock lock(one_at_a_time);
    bytes_fingerprinted_ += bytes;
    if (request_.progress) request_.progress(bytes_fingerprinted_, bytes_total_);
  };
  parallel_for(sources_.size(), bytes_total_, request_.threads, [&](std::size_t i) {
    const auto threads_each = static_cast<std::size_t>(request_.threads) / sources_.size();
    take_fingerprint(sources_[i], threads_each > 1, read);
  });
}

// The same rows to train and to test on would give a score that means nothing.
void Intake::check_test_files() const {
  for (const auto& [test, path, quick] : sources_) {
    const auto same = std::find_if(sources_.begin(), sources_.end(), [&, &file = test](const KnownSource& other) {
      return !other.file.test && other.file.sha256 == file.sha256;
    });
    if (!test.test || same == sources_.end()) continue;
    throw Error(ExitCode::bad_data, test.path + ": this test file (split.test) has the same content as " + same->file.path +
                                        " (data.source); take it out of one of them");
  }
}

Schema Intake::first_schema(const Earlier* earlier) {
  if (earlier != nullptr) return earlier->schema;
  const auto reader = source::open_reader(sources_[0].path, reader_options());
  return request_.schema ? given_schema(reader->columns()) : guessed_schema(*reader);
}

Schema Intake::given_schema(const std::vector<std::string>& columns) const {
  Schema schema = *request_.schema;
  std::vector<std::string> known;
  for (const Field& field : schema.fields) known.push_back(field.name);
  for (const ColumnRole& given : given_roles(request_)) {
    if (is_one_of(known, given.column)) continue;
    throw Error(ExitCode::bad_config, "data.schema has no field for the " + std::string(role_name(given.role)) + " '" + given.column + "'" +
                                          suggest(given.column, known));
  }
  known.insert(known.end(), columns.begin(), columns.end());
  check_names(request_, known, sources_[0].file.path);
  assign_roles(request_, schema);
  check_roles(request_, schema, sources_[0].file.path);
  return schema;
}

// Counts the values of the first rows. Roles are assigned, but only the last word on types is held against them.
Schema Intake::guessed_schema(source::Reader& reader) const {
  check_names(request_, reader.columns(), sources_[0].file.path);
  Schema unread;
  for (const std::string& name : reader.columns()) unread.fields.push_back({.name = name, .role = Role::ignore});
  const Converter counter(unread, {.target_optional = false, .learning = true});
  std::vector<std::string> extra;
  ConvertedBlock block;
  block.binding = counter.bind(0, sources_[0].file.path, reader.columns(), extra);
  std::vector<KindCounts> counts(unread.fields.size());
  std::size_t rows = 0;
  while (rows < rows_for_a_guess && reader.next(block.block)) {
    counter.convert(block, request_.threads);
    rows += block.block.rows();
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i].merge(block.columns[i].counts);
  }
  Schema guess;
  const auto silent = [](const std::string&, const std::string&) {};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    guess.fields.push_back(decide_field(unread.fields[i].name, counts[i], request_.max_bad_rows * static_cast<double>(rows), silent));
  }
  for (const ColumnRole& given : given_roles(request_)) {
    for (Field& field : guess.fields) {
      if (field.name == given.column) field.role = Role::feature;  // even without a value so far
    }
  }
  assign_roles(request_, guess);
  return guess;
}

Schema Intake::decided_schema(const Pass& pass, const Schema& guess) {
  const Seen& seen = pass.seen();
  if (seen.whole == 0) {
    throw Error(ExitCode::bad_data,
                "not one of " + std::to_string(seen.rows) + " rows fits the header:" + first_places(quality_.first_bad_rows()));
  }
  Schema schema;
  const auto warn_unless_dropped = [&](const std::string& column, const std::string& message) {
    if (!is_one_of(request_.drop, column)) warn(message);
  };
  for (std::size_t i = 0; i < seen.counts.size(); ++i) {
    schema.fields.push_back(
        decide_field(guess.fields[i].name, seen.counts[i], request_.max_bad_rows * static_cast<double>(seen.rows), warn_unless_dropped));
    const std::string disagreement = schema.fields[i].type == ColumnType::category ? pass.disagreement(i) : "";
    if (disagreement.empty()) continue;
    warn_unless_dropped(schema.fields[i].name,
                        "column '" + schema.fields[i].name + "' has " + disagreement +
                            ": taken as category. Write it with one type in all files, or give its type in a schema");
  }
  const std::string& where = sources_[0].file.path;
  std::vector<std::string> empty;
  for (const Field& field : schema.fields) {
    if (field.role != Role::ignore || is_one_of(request_.drop, field.name)) continue;
    for (const ColumnRole& given : given_roles(request_)) {
      if (field.name != given.column) continue;
      throw Error(ExitCode::bad_data,
                  where + ": the " + std::string(role_name(given.role)) + " '" + field.name + "' has no value in any row");
    }
    empty.push_back(field.name);
  }
  if (!empty.empty()) warn(name_columns(empty, "has no value in any row and is dropped", "have no value in any row and are dropped"));
  assign_roles(request_, schema);
  check_roles(request_, schema, where);
  return schema;
}

void Intake::begin_quality(const Schema& schema, const std::filesystem::path& scratch) {
  auto expectations = request_.expectations;
  const auto of_schema = schema_expectations(schema);
  expectations.insert(expectations.end(), of_schema.begin(), of_schema.end());
  const CheckOptions options{request_.memory_bytes / 8, scratch, request_.now, request_.where};
  const auto fields = stored_fields(schema);
  quality_ = Quality(fields, request_.memory_bytes / 8, [=] { return Checks(expectations, fields, options); });
}

Intake::Result Intake::read(const MakeSink& make_sink, bool fail_on_bad, const std::filesystem::path& scratch, const Earlier* earlier) {
  return naming_sources([&] { return read_all(make_sink, fail_on_bad, scratch, earlier); });
}

Intake::Result Intake::read_all(const MakeSink& make_sink, bool fail_on_bad, const std::filesystem::path& scratch, const Earlier* earlier) {
  Schema schema = first_schema(earlier);
  const bool learning = !request_.schema;
  for (bool known = !learning;; known = true) {
    std::exception_ptr unmet;  // by the columns as they were guessed, which is an error only when the guess was right
    try {
      begin_quality(schema, scratch);
    } catch (const Error&) {
      if (known) throw;
      unmet = std::current_exception();
      quality_ = Quality(stored_fields(schema), 0, no_checks);
    }
    auto sink = make_sink(schema, earlier != nullptr);
    Pass pass({.request = request_,
               .sources = sources_,
               .schema = schema,
               .learning = learning,
               .warn = [this](const std::string& message) { warn(message); },
               .progress =
                   [this](std::uint64_t bytes) {
                     if (request_.progress) request_.progress(bytes_fingerprinted_ + bytes, bytes_total_);
                   }},
              earlier != nullptr ? earlier->seen : Seen{}, earlier != nullptr ? std::optional(earlier->done) : std::nullopt);
    if (earlier != nullptr) {
      for (std::size_t i = 0; i < earlier->dictionaries.size(); ++i) pass.gatherer().restore(i, earlier->dictionaries[i]);
    }
    Listener listener(*this, *sink, fail_on_bad && known);
    pass.run(listener);
    if (learning) {
      const Schema held = std::exchange(schema, decided_schema(pass, schema));
      if (!same_rows(held, schema)) {
        if (known) throw Error(ExitCode::bug, "types that were learned from all rows are others when all rows are read again");
        earlier = nullptr;
        continue;
      }
      if (unmet) std::rethrow_exception(unmet);
    }
    if (fail_on_bad && quality_.bad_rows() > 0) {
      const BadRow& first = quality_.first_bad_rows().front();
      throw Error(ExitCode::bad_data, describe(first, sources_[first.source].file.path));
    }
    return {schema, std::move(sink), pass.gatherer().dictionaries(), pass.seen()};
  }
}

namespace {

/// A category of which most values stand in one row alone: what a model learns by heart.
bool is_hardly_repeated(const ColumnProfile& column) {
  constexpr std::uint64_t fewest = 100;
  return column.type == ColumnType::category && column.role == Role::feature && column.present >= fewest &&
         column.distinct > column.present / 2;
}

}  // namespace

void Intake::finish_quality(const Texts& texts, const ProfileBuilder::Again& again) {
  quality_.finish(texts, again, request_.threads, files());
  std::vector<std::string> empty, constant, different;
  for (const ColumnProfile& column : quality_.profile().columns) {
    if (quality_.rows() <= 1) break;
    if (column.present == 0) empty.push_back(column.name);
    if (column.distinct == 1 && column.missing == 0 && column.role == Role::feature) constant.push_back(column.name);
    if (is_hardly_repeated(column)) different.push_back(column.name);
  }
  if (!empty.empty()) warn(name_columns(empty, "has no value in any row", "have no value in any row"));
  if (!constant.empty())
    warn(name_columns(constant, "has the same value in every row; it is kept", "have the same value in every row; they are kept"));
  if (!different.empty()) {
    const std::string what = " a different text in more than half of the rows: identifiers, or numbers or dates in another form? ";
    warn(name_columns(different, "has" + what + "Drop it, or give it its type or role in a schema; it is kept",
                      "have" + what + "Drop them, or give them their type or role in a schema; they are kept"));
  }
  warn_of_failed(quality_.results(), request_.warn);
  for (const std::string& message : warnings_) quality_.warn(message);
}

std::string Intake::place_of(const RowId& row) const {
  const auto reader = source::open_reader(sources_[row.source].path, reader_options());
  source::Block block;
  std::uint64_t line = 0;
  while (line == 0 && reader->next(block)) {
    for (std::size_t i = 0; i < block.rows() && block.number(i) <= row.number; ++i) {
      if (block.number(i) == row.number) line = block.line(i);
    }
  }
  return sources_[row.source].file.path + (line > 0 ? ":" + std::to_string(line) : "") + ": data row " + std::to_string(row.number + 1);
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
  if (bad == 0) return;
  const std::string place = describe(first.front(), sources_[first.front().source].file.path);
  if (!request_.quarantine) {
    throw Error(ExitCode::bad_data,
                share + "are bad, and data.on_bad_row: fail allows none; correct them, or set it to quarantine. The first:\n  " + place);
  }
}

void Intake::warn_of_bad_rows() const {
  if (quality_.bad_rows() == 0 || !request_.warn) return;
  const BadRow& first = quality_.first_bad_rows().front();
  request_.warn(std::to_string(quality_.bad_rows()) + " of " + std::to_string(quality_.bad_rows() + quality_.rows()) +
                " rows set aside in quarantine.csv; the first: " + describe(first, sources_[first.source].file.path));
}

std::string Intake::first_places(const std::vector<BadRow>& rows) const {
  std::string text;
  for (std::size_t i = 0; i < std::min(rows.size(), bad_rows_named); ++i) {
    text += "\n  " + describe(rows[i], sources_[rows[i].source].file.path);
  }
  return text;
}

}  // namespace trainyard::dataset
