"""Faults of the system, made by libraries that stand between the program and what it calls."""

import os
import shutil
import subprocess

import pytest

NO_LOCKS = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>

static int refused(void) { errno = ENOLCK; return -1; }
int flock(int fd, int operation) { return refused(); }
int lockf(int fd, int command, long size) { return refused(); }
int lockf64(int fd, int command, long size) { return refused(); }

static int control(const char* name, int fd, int command, void* argument) {
  switch (command) {
    case F_SETLK: case F_SETLKW: case F_OFD_SETLK: case F_OFD_SETLKW: return refused();
  }
  int (*real)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, name);
  return real(fd, command, argument);
}
#define CONTROL(name)                       \
  int name(int fd, int command, ...) {      \
    va_list rest;                           \
    va_start(rest, command);                \
    void* argument = va_arg(rest, void*);   \
    va_end(rest);                           \
    return control(#name, fd, command, argument); \
  }
CONTROL(fcntl)
CONTROL(fcntl64)
"""

PATH_OF = r"""
#include <stdio.h>
#include <unistd.h>

/* The path of an open file, "" when it has none. */
static const char* path_of(int fd, char path[4096]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t size = readlink(link, path, 4095);
  path[size > 0 ? size : 0] = 0;
  return path;
}
"""

# Writes to files whose path holds $FULL_BELOW (those of trials, when not set), and their syncs, count down from $WRITES_LEFT; then the disk
# is full.
FULL_DISK = "#define _GNU_SOURCE\n" + PATH_OF + r"""
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_int left = -1;
__attribute__((constructor)) static void begin(void) { left = atoi(getenv("WRITES_LEFT")); }

static int is_full(int fd) {
  char path[4096];
  const char* below = getenv("FULL_BELOW");
  if (!strstr(path_of(fd, path), below ? below : "/trials/") || atomic_fetch_sub(&left, 1) > 0) return 0;
  errno = ENOSPC;
  return 1;
}
ssize_t write(int fd, const void* bytes, size_t size) {
  ssize_t (*real)(int, const void*, size_t) = (ssize_t (*)(int, const void*, size_t))dlsym(RTLD_NEXT, "write");
  return is_full(fd) ? -1 : real(fd, bytes, size);
}
int fsync(int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  return is_full(fd) ? -1 : real(fd);
}
"""

# The process is killed (SIGKILL) in place of the call number $KILL_AT that changes the registry, counted from 1; a write is done by half first.
KILLED = "#define _GNU_SOURCE\n" + PATH_OF + r"""
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static atomic_int left = -1;
__attribute__((constructor)) static void begin(void) { left = atoi(getenv("KILL_AT")); }

static int is_registry(const char* path) { return path && (strstr(path, "/models") || strstr(path, "audit.jsonl")); }
static int now(const char* path) { return is_registry(path) && atomic_fetch_sub(&left, 1) == 1; }
static int now_at(int fd) { char path[4096]; return now(path_of(fd, path)); }
static void end(void) { kill(getpid(), SIGKILL); for (;;) pause(); }
#define REAL(type, name, ...) ((type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void* bytes, size_t size) {
  ssize_t (*real)(int, const void*, size_t) = REAL(ssize_t, write, int, const void*, size_t);
  if (now_at(fd)) { real(fd, bytes, size / 2); end(); }
  return real(fd, bytes, size);
}
int fsync(int fd) { if (now_at(fd)) end(); return REAL(int, fsync, int)(fd); }
int ftruncate(int fd, off_t size) { if (now_at(fd)) end(); return REAL(int, ftruncate, int, off_t)(fd, size); }
int rename(const char* from, const char* to) { if (now(to)) end(); return REAL(int, rename, const char*, const char*)(from, to); }
int unlink(const char* path) { if (now(path)) end(); return REAL(int, unlink, const char*)(path); }
int mkdir(const char* path, mode_t mode) { if (now(path)) end(); return REAL(int, mkdir, const char*, mode_t)(path, mode); }
long syscall(long number, ...) {
  va_list rest;
  va_start(rest, number);
  long a[6];
  for (int i = 0; i < 6; ++i) a[i] = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_renameat2 && now((const char*)a[3])) end();
  return REAL(long, syscall, long, ...)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
"""

# The clock of the day shows $CLOCK_AT (seconds since 1970) when the program starts, and goes on from there.
CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static int (*real)(clockid_t, struct timespec*);
static time_t shift;
__attribute__((constructor)) static void begin(void) {
  struct timespec now;
  real = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
  real(CLOCK_REALTIME, &now);
  shift = atoll(getenv("CLOCK_AT")) - now.tv_sec;
}
int clock_gettime(clockid_t clock, struct timespec* time) {
  if (!real) real = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
  const int failed = real(clock, time);
  if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += shift;
  return failed;
}
"""

# XGBoost, but that the process dies where a tree is to be as deep as $DEADLY_DEPTH.
CRASHING_XGBOOST = r"""
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

int XGBoosterSetParam(void* booster, const char* name, const char* value) {
  static int (*real)(void*, const char*, const char*);
  if (!real) real = (int (*)(void*, const char*, const char*))dlsym(dlopen(REAL, RTLD_NOW), "XGBoosterSetParam");
  const char* deadly = getenv("DEADLY_DEPTH");
  if (deadly && !strcmp(name, "max_depth") && !strcmp(value, deadly)) raise(SIGSEGV);
  return real(booster, name, value);
}
"""


def compiled(folder, name, text, *words):
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        pytest.skip("needs a C compiler")
    source, library = folder / f"{name}.c", folder / f"{name}.so"
    source.write_text(text)
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-w", "-o", library, source, *words], check=True)
    return library


def between(folder, name, text, **variables):
    """The environment of a program that calls this library first."""
    return {**os.environ, "LD_PRELOAD": str(compiled(folder, name, text)), **variables}


def crashing_xgboost(folder, source, depth):
    """The environment of a program whose XGBoost crashes at this depth."""
    real = next((path for path in (os.environ.get("TRAINYARD_XGBOOST"), source / ".deps/xgboost/xgboost/lib/libxgboost.so",
                                   source / ".deps/xgboost-cpu/xgboost/lib/libxgboost.so") if path and os.path.exists(path)), None)
    if real is None:
        pytest.skip("needs the XGBoost library of the build")
    real = os.path.realpath(real)
    library = compiled(folder, "crashing_xgboost", CRASHING_XGBOOST, f'-DREAL="{real}"', "-Wl,--no-as-needed", real,
                       f"-Wl,-rpath,{os.path.dirname(real)}", "-ldl")
    return {**os.environ, "TRAINYARD_XGBOOST": str(library), "DEADLY_DEPTH": str(depth)}
