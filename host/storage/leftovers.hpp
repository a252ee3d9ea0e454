// What killed processes leave behind: temporary files and leases. Their names and contents say whose they are, so those of the living stay.
#pragma once

#include <filesystem>
#include <string>

namespace trainyard::storage {

/// `.<name>.<machine>-<pid>-<start>-<counter>-<random>.tmp`: unique among all processes on all machines. A long name is cut to fit.
std::string temporary_name(const std::string& name);
/// Whether a file name has the form that temporary_name gives.
bool is_temporary(const std::string& file_name);
/// Whether a file name is a lease (`*.lease`) or a lease being taken over.
bool is_lease(const std::string& file_name);

/// Removes, everywhere below `folder`, temporary files of dead processes (of another machine's: older than an hour) and leases that nobody
/// holds. Files that vanish meanwhile are no error. Called by the owner of a folder before it goes on with it or publishes it.
void remove_leftovers(const std::filesystem::path& folder);
/// The same, but every temporary file but this process's own: for a folder whose other writers no longer find it.
void remove_others_leftovers(const std::filesystem::path& folder);
/// Removes what takeovers of a lease that is given back left beside it.
void remove_successors(const std::filesystem::path& lease);
/// Removes only temporary files and what takeovers of leases that are gone left, and only directly in `folder`: for folders that several
/// processes share.
void remove_temporaries(const std::filesystem::path& folder);

}  // namespace trainyard::storage
