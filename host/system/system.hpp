// What this machine is and what this program was built with: system.json, `doctor`, run.json.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "kernels/base/exec.hpp"

namespace trainyard::system {

/// Host, kernel, CPU model and count, memory, GPUs and driver, compiler, build type and flags, version of every library;
/// `versions` adds those of libraries that are loaded on first use ({"xgboost": "3.2.0"}).
nlohmann::ordered_json machine(const nlohmann::ordered_json& versions = nlohmann::ordered_json::object());
/// Begins libgit2, which reads the system's certificates; git_state and its like do where nobody has before.
void load_git();
/// Git commit of the folder that holds `path` and whether its tree is dirty; {"commit": null, …} outside a repository.
nlohmann::ordered_json git_state(const std::filesystem::path& path);
/// Whether the repository of `folder` has this tag on this commit already. Error(no_input) when there is no repository or no such commit,
/// Error(cannot_create) when the tag is on another one.
bool check_git_tag(const std::filesystem::path& folder, const std::string& tag, const std::string& commit);
/// Makes an annotated tag, unless it is there already.
void make_git_tag(const std::filesystem::path& folder, const std::string& tag, const std::string& commit, const std::string& message);
/// The Slurm job that this process belongs to, with its array task, restarts, nodes and GPUs, and the life that its script numbered; null
/// outside of one.
nlohmann::ordered_json slurm();
/// User name of the process: of its effective user id, whatever the environment says.
std::string user();
/// UTC now as "2026-11-23T02:15:00Z".
std::string now_utc();
/// Peak resident memory of this process so far, in bytes.
std::uint64_t peak_memory();
/// Checks that `doctor` prints: each {"name", "status": "ok"|"warn"|"fail", "detail", "remedy"}. Creates and removes one file in
/// `results` (or in the nearest folder above it that exists).
nlohmann::ordered_json doctor(const std::filesystem::path& results);

}  // namespace trainyard::system
