#include "jobs/signals.hpp"

#include <cerrno>
#include <signal.h>
#include <unistd.h>

#include "host/pipeline/pipeline.hpp"

namespace trainyard::jobs {

namespace {

volatile sig_atomic_t stopping = 0;

/// Ends the process as if the signal had never been caught, so that a shell or scheduler sees 128+N.
void end_by(int signal_number) {
  struct sigaction usual = {};
  usual.sa_handler = SIG_DFL;
  sigaction(signal_number, &usual, nullptr);
  sigset_t only_this;
  sigemptyset(&only_this);
  sigaddset(&only_this, signal_number);
  pthread_sigmask(SIG_UNBLOCK, &only_this, nullptr);
  raise(signal_number);
}

// Only calls that are safe in a signal handler.
void on_signal(int signal_number) {
  const int saved = errno;
  if (stopping != 0 && signal_number == SIGINT) end_by(signal_number);
  if (stopping == 0) {
    stopping = 1;
    pipeline::request_stop();
    constexpr char message[] = "\nstopping at the next safe point, everything so far is kept; Ctrl-C again stops at once\n";
    static_cast<void>(!write(STDERR_FILENO, message, sizeof message - 1));
  }
  errno = saved;
}

}  // namespace

void stop_safely_on_signals() {
  for (const int signal_number : {SIGINT, SIGTERM, SIGUSR1}) {
    struct sigaction before = {};
    sigaction(signal_number, nullptr, &before);
    if (before.sa_handler == SIG_IGN) continue;
    struct sigaction ours = {};
    ours.sa_handler = on_signal;
    ours.sa_flags = SA_RESTART;
    sigemptyset(&ours.sa_mask);
    sigaction(signal_number, &ours, nullptr);
  }
}

}  // namespace trainyard::jobs
