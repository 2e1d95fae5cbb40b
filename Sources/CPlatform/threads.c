#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "CPlatform.h"

struct PlatformLock {
  pthread_mutex_t mutex;
  pthread_cond_t condition;
};

PlatformLock *platform_lock_create(void) {
  PlatformLock *lock = malloc(sizeof *lock);
  if (!lock) return NULL;
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
#ifndef __APPLE__
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
#endif
  pthread_mutex_init(&lock->mutex, NULL);
  pthread_cond_init(&lock->condition, &attributes);
  pthread_condattr_destroy(&attributes);
  return lock;
}

void platform_lock_destroy(PlatformLock *lock) {
  if (!lock) return;
  pthread_cond_destroy(&lock->condition);
  pthread_mutex_destroy(&lock->mutex);
  free(lock);
}

void platform_lock_acquire(PlatformLock *lock) { pthread_mutex_lock(&lock->mutex); }

void platform_lock_release(PlatformLock *lock) { pthread_mutex_unlock(&lock->mutex); }

enum { nanoseconds_per_second = 1000000000 };

// Longer waits are cut short, which callers allow for: adding to the clock must not overflow.
enum { longest_wait_in_seconds = 3600 };

void platform_lock_wait(PlatformLock *lock, uint64_t nanoseconds) {
  const uint64_t longest = (uint64_t)longest_wait_in_seconds * nanoseconds_per_second;
  if (nanoseconds > longest) nanoseconds = longest;
  struct timespec time = {.tv_sec = (time_t)(nanoseconds / nanoseconds_per_second),
                          .tv_nsec = (long)(nanoseconds % nanoseconds_per_second)};
#ifdef __APPLE__
  pthread_cond_timedwait_relative_np(&lock->condition, &lock->mutex, &time);
#else
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  time.tv_sec += now.tv_sec;
  time.tv_nsec += now.tv_nsec;
  if (time.tv_nsec >= nanoseconds_per_second) {
    time.tv_sec += 1;
    time.tv_nsec -= nanoseconds_per_second;
  }
  pthread_cond_timedwait(&lock->condition, &lock->mutex, &time);
#endif
}

void platform_lock_notify(PlatformLock *lock) { pthread_cond_broadcast(&lock->condition); }

typedef struct ThreadStart {
  void (*body)(void *);
  void *argument;
} ThreadStart;

static void *run_thread(void *pointer) {
  ThreadStart start = *(ThreadStart *)pointer;
  free(pointer);
  start.body(start.argument);
  return NULL;
}

bool platform_thread_start(void (*body)(void *argument), void *argument) {
  ThreadStart *start = malloc(sizeof *start);
  if (!start) return false;
  *start = (ThreadStart){body, argument};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  bool started = pthread_create(&thread, &attributes, run_thread, start) == 0;
  pthread_attr_destroy(&attributes);
  if (!started) free(start);
  return started;
}

uint64_t platform_now(void) {
  struct timespec now;
#if defined(__linux__)
  clock_gettime(CLOCK_BOOTTIME, &now);
#else
  clock_gettime(CLOCK_MONOTONIC, &now);
#endif
  return (uint64_t)now.tv_sec * nanoseconds_per_second + (uint64_t)now.tv_nsec;
}

uintptr_t platform_current_thread(void) { return (uintptr_t)pthread_self(); }

// The lowest address of the calling thread's stack; 0 if the system does not tell.
static uintptr_t find_lowest_stack_address(void) {
#if defined(__APPLE__)
  pthread_t thread = pthread_self();
  return (uintptr_t)pthread_get_stackaddr_np(thread) - pthread_get_stacksize_np(thread);
#elif defined(__linux__)
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
  void *lowest = NULL;
  size_t size = 0, guard = 0;
  pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_getguardsize(&attributes, &guard);
  pthread_attr_destroy(&attributes);
  return lowest ? (uintptr_t)lowest + guard : 0;
#else
  return 0;
#endif
}

size_t platform_stack_left(void) {
  // A thread does not change its stack.
  static _Thread_local uintptr_t lowest;
  static _Thread_local bool is_known;
  if (!is_known) {
    lowest = find_lowest_stack_address();
    is_known = true;
  }
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  if (lowest == 0) return SIZE_MAX;
  return here > lowest ? here - lowest : 0;
}
