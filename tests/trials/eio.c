/* Fails one call with EIO: the XUNZHANG_EIO-th write, sync or rename that touches a file below a folder named "i".
   cc -shared -fPIC -o eio.so eio.c -ldl; LD_PRELOAD=./eio.so XUNZHANG_EIO=7 xunzhang index … (see eio.sh) */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_index(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, "/i/") != NULL;
}

static int fails(int counts) {
  static atomic_long calls;
  const char *wanted = getenv("XUNZHANG_EIO");
  if (!wanted || !counts) return 0;
  if (atomic_fetch_add(&calls, 1) != atol(wanted)) return 0;
  errno = EIO;
  return 1;
}

ssize_t write(int fd, const void *data, size_t length) {
  static ssize_t (*real)(int, const void *, size_t);
  if (!real) real = dlsym(RTLD_NEXT, "write");
  return fails(fd > 2 && is_index(fd)) ? -1 : real(fd, data, length);
}

int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fsync");
  return fails(is_index(fd)) ? -1 : real(fd);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
  return fails(is_index(fd)) ? -1 : real(fd);
}

int rename(const char *from, const char *to) {
  static int (*real)(const char *, const char *);
  if (!real) real = dlsym(RTLD_NEXT, "rename");
  return fails(strstr(to, "i/") != NULL) ? -1 : real(from, to);
}
