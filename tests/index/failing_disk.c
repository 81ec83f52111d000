/* A disk that fails when it is told to: put before the C library (LD_PRELOAD), it counts every call that changes
 * anything below one folder, by path or by open file, and lets the n-th of them fail, or all from the n-th on.
 * What reaches the system without the C library (a few renames of a Rust crate) is not counted here. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[PATH_MAX];
static atomic_long calls, nth;
static int number, lasting;

/* Count from now on the calls below `below`; the n-th (0: none) fails with `error`, or the process is killed at it (0). */
void disk_arm(const char *below, long n, int error, int for_good) {
    strncpy(folder, below, sizeof folder - 1);
    atomic_store(&calls, 0);
    atomic_store(&nth, n);
    number = error;
    lasting = for_good;
}

long disk_calls(void) { return atomic_load(&calls); }

static int below(const char *path) { return folder[0] && path && strncmp(path, folder, strlen(folder)) == 0; }

static int below_open(int descriptor) {
    char link[64], path[PATH_MAX];
    if (!folder[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return below(path);
}

static int below_at(int at, const char *path) { return path && (path[0] == '/' ? below(path) : below_open(at)); }

/* Whether a call that was found to be below the folder is to fail. */
static int fails(void) {
    long now = atomic_fetch_add(&calls, 1) + 1, wanted = atomic_load(&nth);
    if (!wanted || !(lasting ? now >= wanted : now == wanted)) return 0;
    if (!number) kill(getpid(), SIGKILL);
    errno = number;
    return 1;
}

#define NEXT(name) static __typeof__(name) *next; if (!next) next = dlsym(RTLD_NEXT, #name)
#define PATH(type, name, params, args, path) \
    type name params { NEXT(name); return below(path) && fails() ? (type)-1 : next args; }
#define FILE_(type, name, params, args) \
    type name params { NEXT(name); return below_open(fd) && fails() ? (type)-1 : next args; }
#define AT(type, name, params, args, at, path) \
    type name params { NEXT(name); return below_at(at, path) && fails() ? (type)-1 : next args; }
#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        NEXT(name); va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        return (flags & (O_WRONLY | O_RDWR | O_CREAT)) && below(path) && fails() ? -1 : next(path, flags, mode); }
#define OPENAT(name) \
    int name(int at, const char *path, int flags, ...) { \
        NEXT(name); va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        return (flags & (O_WRONLY | O_RDWR | O_CREAT)) && below_at(at, path) && fails() \
            ? -1 : next(at, path, flags, mode); }

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
FILE_(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
FILE_(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t place), (fd, data, size, place))
FILE_(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t place), (fd, data, size, place))
FILE_(ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))
FILE_(int, fsync, (int fd), (fd))
FILE_(int, fdatasync, (int fd), (fd))
FILE_(int, ftruncate, (int fd, off_t size), (fd, size))
FILE_(int, ftruncate64, (int fd, off64_t size), (fd, size))
PATH(int, mkdir, (const char *path, mode_t mode), (path, mode), path)
AT(int, mkdirat, (int at, const char *path, mode_t mode), (at, path, mode), at, path)
PATH(int, unlink, (const char *path), (path), path)
AT(int, unlinkat, (int at, const char *path, int flags), (at, path, flags), at, path)
PATH(int, rmdir, (const char *path), (path), path)
PATH(int, link, (const char *from, const char *to), (from, to), to)
PATH(int, rename, (const char *from, const char *to), (from, to), to)
AT(int, renameat, (int from_at, const char *from, int to_at, const char *to), (from_at, from, to_at, to), to_at, to)
