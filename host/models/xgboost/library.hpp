// The XGBoost library in this process: found, loaded on first use, its version checked, its errors turned into ours.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "host/error/error.hpp"
#include "host/models/xgboost/c_api.hpp"

namespace trainyard::models::xgboost {

using Version = std::array<int, 3>;
std::string text(const Version& version);  ///< "3.2.0"

class Library {
 public:
  /// The one library of this process. Searched in this order: the file that the environment variable TRAINYARD_XGBOOST names, and
  /// nothing else when it is set; the file that the program was built with; ../lib/trainyard/{xgboost,xgboost-cpu} beside the program.
  /// Throws Error(unavailable) when there is none, or it is not XGBoost 3.2: older ones read newer models wrongly without an error.
  /// Safe to call from several threads.
  static const Library& get();

  [[nodiscard]] const Api& api() const noexcept { return api_; }
  [[nodiscard]] const Version& version() const noexcept { return version_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  /// Throws Error with XGBoost's own message when `rc` is not 0: out_of_memory when it speaks of memory, else `blame`.
  /// `doing` completes "XGBoost failed while …".
  void check(int rc, const std::string& doing, ExitCode blame = ExitCode::bad_config) const;

 private:
  explicit Library(std::filesystem::path path);

  std::filesystem::path path_;
  Api api_;
  Version version_{};
};

/// XGBoost's message without its time, source line and stack trace.
std::string plain_message(const std::string& raw);

/// Collects XGBoost's warnings in this thread while it lives; warnings that nobody collects are dropped.
class Warnings {
 public:
  explicit Warnings(const Library& library);
  ~Warnings();
  Warnings(const Warnings&) = delete;
  Warnings& operator=(const Warnings&) = delete;

  /// What has come since the last call.
  std::vector<std::string> take();

 private:
  std::vector<std::string> messages_;
  std::vector<std::string>* outer_;  ///< where they went before
};

/// Owns a handle of the library.
template <auto Free>
class Owned {
 public:
  explicit Owned(const Library& library) : library_(&library) {}
  ~Owned() { reset(); }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;

  void reset() noexcept {
    if (handle_) (library_->api().*Free)(handle_);
    handle_ = nullptr;
  }
  [[nodiscard]] Handle get() const noexcept { return handle_; }
  [[nodiscard]] Handle* out() noexcept { return &handle_; }
  [[nodiscard]] const Library& library() const noexcept { return *library_; }

 private:
  const Library* library_;
  Handle handle_ = nullptr;
};

using OwnedMatrix = Owned<&Api::XGDMatrixFree>;
using OwnedBooster = Owned<&Api::XGBoosterFree>;

/// A model as it is kept in files: UBJSON.
std::string bytes_of(const OwnedBooster& booster);

}  // namespace trainyard::models::xgboost
