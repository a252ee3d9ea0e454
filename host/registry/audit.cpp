#include "host/registry/audit.hpp"

#include <utility>

#include "host/error/error.hpp"
#include "host/registry/share.hpp"
#include "host/storage/append_file.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::registry {

using Json = nlohmann::ordered_json;

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, std::uint64_t line, const std::string& why) {
  throw Error(ExitCode::bad_data,
              file.string() + ":" + std::to_string(line) + ": " + why +
                  ": a line was edited, removed or moved, and what it said may concern any model; restore the file from a "
                  "copy of the results directory. Until then predict with the folder of a version that you trust: "
                  "--model " +
                  (file.parent_path() / "models/NAME/versions/N").string());
}

Audit parse(const std::string& text, const fs::path& file) {
  Audit audit;
  while (audit.bytes < text.size()) {
    const std::size_t end = text.find('\n', audit.bytes);
    audit.torn = end == std::string::npos;
    if (audit.torn) break;
    const std::string line = text.substr(audit.bytes, end - audit.bytes);
    const std::uint64_t number = audit.lines.size() + 1;
    Json fields;
    try {
      fields = storage::parse_json(line, file);
    } catch (const Error&) {
      refuse(file, number, "not JSON");
    }
    if (!fields.is_object() || fields.value("line", Json()) != number) refuse(file, number, "its number is not " + std::to_string(number));
    if (fields.value("previous", Json()) != audit.hash_after(number - 1)) refuse(file, number, "does not follow from the line before");
    audit.lines.push_back({std::move(fields), storage::sha256(line)});
    audit.bytes = end + 1;
  }
  return audit;
}

std::string text_of(const fs::path& file) {
  try {
    return storage::read_file(file);
  } catch (const Error& error) {
    if (error.code() != ExitCode::no_input) throw;
    return {};
  }
}

}  // namespace

std::string Audit::hash_after(std::uint64_t count) const { return count == 0 ? std::string(64, '0') : lines.at(count - 1).hash; }

Audit read_audit(const fs::path& root) {
  const fs::path file = root / audit_name;
  std::string text = text_of(file);
  while (true) {
    try {
      return parse(text, file);
    } catch (const Error& error) {
      // A reader holds no lease: it may have seen a torn end while a writer replaced it. What is broken reads the same again.
      std::string again = text_of(file);
      if (error.code() != ExitCode::bad_data || again == text) throw;
      text = std::move(again);
    }
  }
}

void append(Audit& audit, const fs::path& root, const Json& fields) {
  const fs::path file = root / audit_name;
  Json line = {{"line", audit.lines.size() + 1}};
  line.update(fields);
  line["previous"] = audit.hash_after(audit.lines.size());
  const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (audit.lines.empty()) storage::write_new_file(file, "");  // syncs the folder that names it
  share(root, file);
  storage::AppendFile out(file, audit.bytes);
  out.write(text + "\n");
  audit.bytes = out.sync();
  audit.torn = false;
  audit.lines.push_back({storage::parse_json(text, file), storage::sha256(text)});
}

}  // namespace trainyard::registry
