// What people see on standard error: on a terminal (a pseudo-terminal here) and in a file.
#include <array>
#include <cstdlib>
#include <gtest/gtest.h>
#include <pty.h>
#include <regex>
#include <sstream>
#include <string>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "host/log/log.hpp"

namespace trainyard::log {
namespace {

std::string read_until_end(int fd) {
  std::string text;
  std::array<char, 4096> block;
  for (ssize_t got = 0; (got = ::read(fd, block.data(), block.size())) > 0;) text.append(block.data(), static_cast<std::size_t>(got));
  return text;
}

/// What a process that runs `work` writes to a terminal of `columns` columns.
template <typename Work>
std::string on_terminal(const char* term, const char* no_colour, Work work, unsigned short columns = 80) {
  winsize size{24, columns, 0, 0};
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    ::setenv("TERM", term, 1);
    ::setenv("NO_COLOR", no_colour, 1);
    work();
    ::_exit(0);
  }
  const std::string text = read_until_end(terminal);
  ::close(terminal);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  return text;
}

/// The same with standard error in a pipe.
template <typename Work>
std::string in_pipe(Work work) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return "no pipe";
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    work();
    ::_exit(0);
  }
  ::close(ends[1]);
  const std::string text = read_until_end(ends[0]);
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return text;
}

void two_lines() {
  to_standard_error(false, false);
  set_stage("shard");
  debug("hidden");
  info("reading");
  warning("odd");
}

TEST(Console, LinesSayTimeStageAndMessage) {
  EXPECT_TRUE(std::regex_match(in_pipe(two_lines), std::regex("[0-9]{2}:[0-9]{2}:[0-9]{2} shard    reading\n"
                                                              "[0-9]{2}:[0-9]{2}:[0-9]{2} shard    warning: odd\n")))
      << in_pipe(two_lines);
}

TEST(Console, VerboseShowsDebugAndQuietOnlyWarnings) {
  const auto show = [](bool quiet, bool verbose) {
    return in_pipe([=] {
      to_standard_error(quiet, verbose);
      debug("a debug line");
      info("an info line");
      error("an error line");
    });
  };
  EXPECT_NE(show(false, true).find("a debug line"), std::string::npos);
  EXPECT_EQ(show(true, false).find("an info line"), std::string::npos);
  EXPECT_NE(show(true, false).find("error: an error line"), std::string::npos);
}

TEST(Console, ColourOnATerminalOnly) {
  EXPECT_NE(on_terminal("xterm", "", two_lines).find("\033[33mwarning: \033[0modd"), std::string::npos);
  EXPECT_EQ(on_terminal("xterm", "1", two_lines).find('\033'), std::string::npos) << "NO_COLOR was set";
  EXPECT_EQ(on_terminal("dumb", "", two_lines).find('\033'), std::string::npos) << "TERM was dumb";
  EXPECT_EQ(in_pipe(two_lines).find('\033'), std::string::npos);
}

TEST(Console, ControlCharactersFromDataDoNotReachTheTerminal) {
  const std::string text = in_pipe([] {
    to_standard_error(false, false);
    info("value '\033[2J\a\x7f'");
  });
  EXPECT_NE(text.find("value '?[2J?\?'"), std::string::npos) << text;
}

TEST(Console, LinesOfManyThreadsStayWhole) {
  const std::string text = in_pipe([] {
    to_standard_error(false, false);
    set_stage("s");
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([] {
        for (int i = 0; i < 200; ++i) info("abcdefghijklmnopqrstuvwxyz");
      });
    }
  });
  const std::regex line("[0-9:]{8} s        abcdefghijklmnopqrstuvwxyz");
  std::istringstream lines(text);
  int seen = 0;
  for (std::string one; std::getline(lines, one); ++seen) EXPECT_TRUE(std::regex_match(one, line)) << one;
  EXPECT_EQ(seen, 1600);
}

void progress_with_a_line_between() {
  to_standard_error(false, false);
  set_stage("search");
  Progress progress("trials", 100, "trials");
  ::usleep(150'000);
  progress.update(10, "best rmse 0.5");
  info("in between");
  ::usleep(150'000);
  progress.update(20);
}

TEST(Progress, IsOneLiveLineOnATerminalThatLogLinesDoNotBreak) {
  const std::string text = on_terminal("xterm", "1", progress_with_a_line_between, 200);
  EXPECT_NE(text.find("trials 10 of 100, "), std::string::npos) << text;
  EXPECT_NE(text.find(" left; best rmse 0.5"), std::string::npos) << text;
  EXPECT_TRUE(std::regex_search(text, std::regex("\r\033\\[K[0-9:]{8} search   in between\r\ntrials 10 of 100"))) << text;
  EXPECT_TRUE(text.ends_with("\r\033[K")) << "the live line was left on the screen";
}

TEST(Progress, LiveLineIsCutToTheWidthOfTheTerminal) {
  const std::string text = on_terminal("xterm", "1", progress_with_a_line_between, 20);
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = text.find('\r', begin)) != std::string::npos; begin = end + 1) {
    const std::string piece = text.substr(begin, end - begin);
    const bool log_line = piece.find("in between") != std::string::npos;
    EXPECT_TRUE(log_line || piece.size() <= 19 + 3) << piece;  // 3: the sequence that erases a line
  }
}

TEST(Progress, ShowsNothingWhenQuiet) {
  const auto work = [] {
    to_standard_error(true, false);
    Progress progress("trials", 2, "trials");
    ::usleep(150'000);
    progress.update(2);
  };
  EXPECT_EQ(on_terminal("xterm", "", work), "");
  EXPECT_EQ(in_pipe(work), "");
}

TEST(Progress, CountsBytesInUnitsForPeople) {
  const std::string text = in_pipe([] {
    to_standard_error(false, false);
    Progress progress("housing.csv", 3U << 20, "bytes");
    ::usleep(150'000);
    progress.update(3U << 20);
  });
  EXPECT_NE(text.find("housing.csv 3.0 MiB of 3.0 MiB, "), std::string::npos) << text;
}

TEST(Progress, WorkFoundDoneDoesNotCountForTheRate) {
  const std::string text = in_pipe([] {
    to_standard_error(false, false);
    Progress progress("trials", 1000, "trials");
    for (std::uint64_t done = 1; done < 1000; ++done) progress.update(done);  // of an earlier process
    ::usleep(500'000);
    progress.update(1000);
  });
  EXPECT_TRUE(std::regex_search(text, std::regex("trials 1000 of 1000, [12](\\.[0-9]+)? trials/s"))) << text;
}

}  // namespace
}  // namespace trainyard::log
