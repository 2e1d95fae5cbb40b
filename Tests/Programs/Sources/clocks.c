// Clocks, sleeping, polling and randomness; prints only what is the same in every run.
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t now(clockid_t clock) {
  struct timespec time;
  if (clock_gettime(clock, &time) != 0) return -1;
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int main(void) {
  struct timespec resolution;
  printf("resolution %d\n",
         clock_getres(CLOCK_MONOTONIC, &resolution) == 0 && resolution.tv_nsec > 0);
  printf("after 2020 %d\n", now(CLOCK_REALTIME) > 1577836800LL * 1000000000);

  int64_t before = now(CLOCK_MONOTONIC);
  struct timespec pause = {0, 30 * 1000 * 1000};
  printf("nanosleep %d\n", nanosleep(&pause, NULL));
  int64_t slept = now(CLOCK_MONOTONIC) - before;
  printf("slept 30 ms %d\n", slept >= 29 * 1000 * 1000 && slept < 5000LL * 1000 * 1000);

  int64_t last = before, backwards = 0;
  for (int i = 0; i < 1000; i++) {
    int64_t time = now(CLOCK_MONOTONIC);
    backwards += time < last;
    last = time;
  }
  printf("backwards %lld\n", (long long)backwards);

  struct pollfd output = {.fd = 1, .events = POLLOUT};
  printf("poll %d, writable %d\n", poll(&output, 1, 1000), (output.revents & POLLOUT) != 0);
  printf("yield %d\n", sched_yield());

  uint8_t a[64] = {0}, b[64] = {0};
  printf("entropy %d %d, different %d\n", getentropy(a, sizeof a), getentropy(b, sizeof b),
         memcmp(a, b, 64) != 0);

  time_t moment = 1234567890;
  struct tm parts;
  char text[64];
  gmtime_r(&moment, &parts);
  strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %a %j", &parts);
  printf("%s\n", text);
  return 0;
}
