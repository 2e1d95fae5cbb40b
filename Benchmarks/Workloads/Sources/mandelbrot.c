// The Mandelbrot set by escape time: a tight loop of floating-point arithmetic in locals.
#include "workload.h"

enum { width = 96, height = 64 };

NOINLINE static uint32_t escapeTime(double cx, double cy, uint32_t limit) {
  double x = 0, y = 0;
  uint32_t n = 0;
  while (n < limit) {
    double xx = x * x, yy = y * y;
    if (xx + yy > 4) break;
    y = 2 * x * y + cy;
    x = xx - yy + cx;
    n++;
  }
  return n;
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  uint64_t checksum = 0;
  for (uint32_t py = 0; py < height; py++) {
    for (uint32_t px = 0; px < width; px++) {
      double cx = -2.0 + 2.75 * px / width, cy = -1.25 + 2.5 * py / height;
      checksum = mix(checksum, escapeTime(cx, cy, iterations));
    }
  }
  return checksum;
}
