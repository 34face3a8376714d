// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Linked into a test's executable, these definitions override those of the C library and of GLib
// for every shared library in the process, including the plugin.
#include "tests/support/allocation_counter.h"

#include <dlfcn.h>
#include <glib.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <utility>

#define EXPORTED extern "C" __attribute__((visibility("default")))

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): glibc's own names.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* memory);
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace {

// Defined in the executable itself, so that the first access does not allocate.
thread_local bool counting = false;
thread_local allocation_counter::Counts counts;
thread_local bool in_lock = false;

/// While it lives, system calls are those of a lock.
class InLock {
 public:
  InLock() noexcept : outer_(std::exchange(in_lock, true)) {}
  ~InLock() { in_lock = outer_; }
  InLock(const InLock&) = delete;
  InLock& operator=(const InLock&) = delete;

 private:
  bool outer_;
};

void allocation() noexcept {
  if (counting) ++counts.allocations;
}

void lock() noexcept {
  if (counting) ++counts.locks;
}

void wait() noexcept {
  if (counting) ++counts.waits;
}

void system_call() noexcept {
  if (counting) ++(in_lock ? counts.contentions : counts.system_calls);
}

/// Returns the overridden function.
template <typename Function>
Function* next(std::atomic<Function*>& known, const char* name) noexcept {
  Function* function = known.load(std::memory_order_relaxed);
  if (function == nullptr) {
    // Calls made by the search are not the thread's own.
    const bool was_counting = std::exchange(counting, false);
    function = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
    counting = was_counting;
    if (function == nullptr) std::abort();
    known.store(function, std::memory_order_relaxed);
  }
  return function;
}

}  // namespace

namespace allocation_counter {

void start() noexcept {
  counts = Counts{};
  counting = true;
}

Counts stop() noexcept {
  counting = false;
  return counts;
}

}  // namespace allocation_counter

EXPORTED void* malloc(std::size_t size) {
  allocation();
  return __libc_malloc(size);
}

EXPORTED void* calloc(std::size_t count, std::size_t size) {
  allocation();
  return __libc_calloc(count, size);
}

EXPORTED void* realloc(void* old, std::size_t size) {
  allocation();
  return __libc_realloc(old, size);
}

EXPORTED void* memalign(std::size_t alignment, std::size_t size) {
  allocation();
  return __libc_memalign(alignment, size);
}

EXPORTED void* aligned_alloc(std::size_t alignment, std::size_t size) {
  allocation();
  return __libc_memalign(alignment, size);
}

EXPORTED int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  allocation();
  void* got = __libc_memalign(alignment, size);
  if (got == nullptr) return ENOMEM;
  *memory = got;
  return 0;
}

EXPORTED void free(void* memory) {
  if (counting && memory != nullptr) ++counts.frees;
  __libc_free(memory);
}

EXPORTED int pthread_mutex_lock(pthread_mutex_t* mutex) {
  static std::atomic<int (*)(pthread_mutex_t*)> real;
  lock();
  return next(real, "pthread_mutex_lock")(mutex);
}

EXPORTED int pthread_mutex_trylock(pthread_mutex_t* mutex) {
  static std::atomic<int (*)(pthread_mutex_t*)> real;
  lock();
  return next(real, "pthread_mutex_trylock")(mutex);
}

EXPORTED int pthread_rwlock_rdlock(pthread_rwlock_t* rwlock) {
  static std::atomic<int (*)(pthread_rwlock_t*)> real;
  lock();
  return next(real, "pthread_rwlock_rdlock")(rwlock);
}

EXPORTED int pthread_rwlock_wrlock(pthread_rwlock_t* rwlock) {
  static std::atomic<int (*)(pthread_rwlock_t*)> real;
  lock();
  return next(real, "pthread_rwlock_wrlock")(rwlock);
}

EXPORTED void g_mutex_lock(GMutex* mutex) {
  static std::atomic<void (*)(GMutex*)> real;
  lock();
  const InLock scope;
  next(real, "g_mutex_lock")(mutex);
}

EXPORTED void g_mutex_unlock(GMutex* mutex) {
  static std::atomic<void (*)(GMutex*)> real;
  const InLock scope;
  next(real, "g_mutex_unlock")(mutex);
}

// Since 2.80, g_object_ref() and g_object_unref() take such a lock.
EXPORTED void g_bit_lock(volatile gint* address, gint bit) {
  static std::atomic<void (*)(volatile gint*, gint)> real;
  const InLock scope;
  next(real, "g_bit_lock")(address, bit);
}

EXPORTED void g_bit_unlock(volatile gint* address, gint bit) {
  static std::atomic<void (*)(volatile gint*, gint)> real;
  const InLock scope;
  next(real, "g_bit_unlock")(address, bit);
}

EXPORTED gboolean g_mutex_trylock(GMutex* mutex) {
  static std::atomic<gboolean (*)(GMutex*)> real;
  lock();
  return next(real, "g_mutex_trylock")(mutex);
}

EXPORTED int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  static std::atomic<int (*)(pthread_cond_t*, pthread_mutex_t*)> real;
  wait();
  return next(real, "pthread_cond_wait")(condition, mutex);
}

EXPORTED int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                                    const timespec* until) {
  static std::atomic<int (*)(pthread_cond_t*, pthread_mutex_t*, const timespec*)> real;
  wait();
  return next(real, "pthread_cond_timedwait")(condition, mutex, until);
}

EXPORTED int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                                    clockid_t clock, const timespec* until) {
  static std::atomic<int (*)(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*)> real;
  wait();
  return next(real, "pthread_cond_clockwait")(condition, mutex, clock, until);
}

EXPORTED int nanosleep(const timespec* time, timespec* rest) {
  static std::atomic<int (*)(const timespec*, timespec*)> real;
  wait();
  return next(real, "nanosleep")(time, rest);
}

EXPORTED int clock_nanosleep(clockid_t clock, int flags, const timespec* time, timespec* rest) {
  static std::atomic<int (*)(clockid_t, int, const timespec*, timespec*)> real;
  wait();
  return next(real, "clock_nanosleep")(clock, flags, time, rest);
}

EXPORTED ssize_t read(int file, void* to, std::size_t bytes) {
  static std::atomic<ssize_t (*)(int, void*, std::size_t)> real;
  system_call();
  return next(real, "read")(file, to, bytes);
}

EXPORTED ssize_t write(int file, const void* from, std::size_t bytes) {
  static std::atomic<ssize_t (*)(int, const void*, std::size_t)> real;
  system_call();
  return next(real, "write")(file, from, bytes);
}

EXPORTED int poll(pollfd* files, nfds_t count, int timeout) {
  static std::atomic<int (*)(pollfd*, nfds_t, int)> real;
  system_call();
  return next(real, "poll")(files, count, timeout);
}

EXPORTED int ppoll(pollfd* files, nfds_t count, const timespec* timeout, const sigset_t* mask) {
  static std::atomic<int (*)(pollfd*, nfds_t, const timespec*, const sigset_t*)> real;
  system_call();
  return next(real, "ppoll")(files, count, timeout, mask);
}

EXPORTED int sched_yield() {
  static std::atomic<int (*)()> real;
  system_call();
  return next(real, "sched_yield")();
}

EXPORTED int madvise(void* memory, std::size_t bytes, int advice) {
  static std::atomic<int (*)(void*, std::size_t, int)> real;
  system_call();
  return next(real, "madvise")(memory, bytes, advice);
}

EXPORTED long syscall(long number, ...) {
  static std::atomic<long (*)(long, ...)> real;
  system_call();
  long arguments[6];
  std::va_list list;
  va_start(list, number);
  for (long& argument : arguments) argument = va_arg(list, long);
  va_end(list);
  return next(real, "syscall")(number, arguments[0], arguments[1], arguments[2], arguments[3],
                               arguments[4], arguments[5]);
}
