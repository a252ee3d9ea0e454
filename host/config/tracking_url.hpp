// What the address of a tracking server looks like: for the config, and for the command line.
#pragma once

namespace trainyard::config {

inline constexpr const char* tracking_url_pattern =
    "^https?://"
    "([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\])(:([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]"
    "|6553[0-5]))?(/[A-Za-z0-9._~/-]*)?$";
inline constexpr const char* tracking_url_meaning =
    "http:// or https://, a host, perhaps a port and a path, and neither user nor password (such as http://127.0.0.1:5000)";

}  // namespace trainyard::config
