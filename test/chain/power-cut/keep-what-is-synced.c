/*
 * Loaded before the C library (LD_PRELOAD), it keeps beside each file of KEEP_OF a copy in KEEP_IN of what the file was when it was
 * last synced. After a SIGKILL the copies are what a disk has after a power cut in which everything that was not synced is lost.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  _exit(70);
}

static void keep(int fd) {
  const char *of = getenv("KEEP_OF"), *in = getenv("KEEP_IN");
  char link[64], path[PATH_MAX], copy[PATH_MAX], draft[PATH_MAX], buffer[65536];
  struct stat found;
  if (of == NULL || in == NULL || fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) fail("readlink");
  path[length] = 0;
  size_t prefix = strlen(of);
  if (strncmp(path, of, prefix) != 0 || path[prefix] != '/') return;
  snprintf(copy, sizeof copy, "%s%s", in, path + prefix);
  snprintf(draft, sizeof draft, "%s.draft", copy);
  int from = open(path, O_RDONLY | O_CLOEXEC), to = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (from < 0 || to < 0) fail(path);
  for (ssize_t got; (got = read(from, buffer, sizeof buffer)) != 0;)
    if (got < 0 || write(to, buffer, (size_t)got) != got) fail(path);
  close(from);
  close(to);
  /* The copy is whole, or the one before it: a kill in between is a power cut before the sync. */
  if (rename(draft, copy) != 0) fail(copy);
}

int fsync(int fd) {
  int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  int done = sync(fd);
  if (done == 0) keep(fd);
  return done;
}

int fdatasync(int fd) {
  int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  int done = sync(fd);
  if (done == 0) keep(fd);
  return done;
}
