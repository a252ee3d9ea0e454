#include "host/results/run_table.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <sys/stat.h>

#include "host/error/error.hpp"
#include "host/results/layout.hpp"
#include "host/results/run_folder.hpp"
#include "host/storage/folders.hpp"
#include "host/storage/index_file.hpp"
#include "host/storage/manifest.hpp"

namespace trainyard::results {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

/// A line per published run: `experiment/name`, what its manifest looks like, order and fields, with tabs between them.
constexpr std::string_view format = "trainyard runs 1";
/// So many runs are read sooner than an index is written.
constexpr std::size_t few = 64;

void add(ordered_json& fields, const std::string& name, const ordered_json& value) {
  if (value.is_primitive() && !value.is_null()) fields[name] = value;
}

void add_all(ordered_json& fields, const std::string& prefix, const ordered_json& values) {
  if (!values.is_object()) return;
  for (const auto& [name, value] : values.items()) add(fields, prefix + name, value);
}

const ordered_json& within(const ordered_json& document, const std::string& pointer) {
  static const ordered_json null;
  const ordered_json::json_pointer at(pointer);
  return document.is_structured() && document.contains(at) ? document.at(at) : null;
}

ordered_json fields_of(const RunEntry& run) {
  ordered_json fields = {{"run", run.name}, {"experiment", run.experiment}, {"status", run.status}};
  for (const char* key : {"verb", "created", "finished", "user", "seed", "description", "parent", "metric"}) {
    add(fields, key, within(run.run, std::string("/") + key));
  }
  add(fields, "commit", within(run.run, "/git/commit"));
  add(fields, "dataset", within(run.run, "/summary/dataset/version"));
  add(fields, "rows", within(run.run, "/summary/dataset/rows"));
  add_all(fields, "tags.", within(run.run, "/tags"));
  const ordered_json params = read_params(run.folder);
  add(fields, "params.type", within(params, "/model/type"));
  add_all(fields, "params.", within(params, "/model/params"));
  for (const char* part : {"train", "cv", "test", "baseline"}) {
    add_all(fields, std::string("metrics.") + part + ".", within(run.metrics, std::string("/") + part));
  }
  return fields;
}

RunRow row_of(const RunEntry& run) { return {.folder = run.folder, .order = order_of(run), .fields = fields_of(run)}; }

/// A published run never changes, so a manifest that is the same file tells that all of it is as it was. "" when there is none.
std::string signature_of(const fs::path& folder) {
  struct stat state {};
  if (::stat((folder / storage::manifest_name).c_str(), &state) != 0) return "";
  return std::to_string(state.st_ino) + "/" + std::to_string(state.st_size) + "/" + std::to_string(state.st_mtim.tv_sec) + "." +
         std::to_string(state.st_mtim.tv_nsec);
}

struct Indexed {
  std::string signature;
  std::int64_t order = 0;
  std::string fields;
};
using Index = std::map<std::string, Indexed, std::less<>>;

std::string take_until(std::string_view& text, char end) {
  const std::size_t at = std::min(text.find(end), text.size());
  std::string part(text.substr(0, at));
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

Index read_index_of_runs(const fs::path& file) {
  Index index;
  const auto body = storage::read_index(file, format);
  std::string_view rest = body ? std::string_view(*body) : std::string_view();
  while (!rest.empty()) {
    std::string name = take_until(rest, '\t');
    Indexed& one = index[std::move(name)];
    one.signature = take_until(rest, '\t');
    const std::string order = take_until(rest, '\t');
    std::from_chars(order.data(), order.data() + order.size(), one.order);
    one.fields = take_until(rest, '\n');
  }
  return index;
}

std::string write_index_of_runs(const fs::path& file, const Index& index) {
  std::string body;
  for (const auto& [name, one] : index) {
    body += name + "\t" + one.signature + "\t" + std::to_string(one.order) + "\t" + one.fields + "\n";
  }
  return storage::write_index(file, format, body);
}

/// What is known of the runs, and what was read of them now.
class Reader {
 public:
  explicit Reader(fs::path file) : file_(std::move(file)), known_(read_index_of_runs(file_)) {}

  void add_experiment(const fs::path& folder, std::vector<RunRow>& rows) {
    for (const RunEntry& run : runs_of(folder, false, true)) rows.push_back(row_of(run));
    for (const fs::path& run : storage::folders_in(folder / "runs")) {
      if (auto row = published(folder.filename().string() + "/" + run.filename().string(), run)) rows.push_back(std::move(*row));
    }
  }

  /// Keeps what was read; `whole`: no other runs are there. Returns why it could not be kept.
  std::string keep(bool whole) {
    if (!whole) now_.merge(Index(known_));
    const bool some_gone = now_.size() < known_.size() + new_ones_;
    return new_ones_ > few || some_gone ? write_index_of_runs(file_, now_) : "";
  }

 private:
  std::optional<RunRow> published(const std::string& name, const fs::path& folder) {
    const std::string signature = signature_of(folder);
    if (signature.empty()) return std::nullopt;
    if (const auto at = known_.find(name); at != known_.end() && at->second.signature == signature) {
      if (auto fields = ordered_json::parse(at->second.fields, nullptr, false); fields.is_object()) {
        now_.emplace(name, at->second);
        return RunRow{.folder = folder, .order = at->second.order, .fields = std::move(fields)};
      }
    }
    const auto run = read_run(folder, false);
    if (!run) return std::nullopt;
    RunRow row = row_of(*run);
    if (run->status == "finished") {  // one that is damaged is looked at anew each time
      now_.insert_or_assign(name, Indexed{signature, row.order, row.fields.dump(-1, ' ', false, ordered_json::error_handler_t::replace)});
      ++new_ones_;
    }
    return row;
  }

  const fs::path file_;
  const Index known_;
  Index now_;
  std::size_t new_ones_ = 0;
};

}  // namespace

RunTable run_table(const Results& results, const std::string& experiment) {
  RunTable table;
  Reader reader(results.root() / index_name / "runs");
  for (const fs::path& folder : results.experiments(experiment)) reader.add_experiment(folder, table.rows);
  std::ranges::sort(table.rows, [](const RunRow& a, const RunRow& b) {
    return a.order != b.order ? a.order > b.order : a.folder.filename() > b.folder.filename();
  });
  // One that is published in between is seen in both places.
  const auto same = [](const RunRow& a, const RunRow& b) { return a.folder == b.folder; };
  table.rows.erase(std::unique(table.rows.begin(), table.rows.end(), same), table.rows.end());
  table.index_problem = reader.keep(experiment.empty());
  return table;
}

}  // namespace trainyard::results
