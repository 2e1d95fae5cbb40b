// Five bodies under gravity, integrated step by step: doubles in memory, divisions, square roots.
#include "workload.h"

typedef struct {
  double x, y, z, vx, vy, vz, mass;
} Body;
enum { bodyCount = 5 };

static Body bodies[bodyCount];

static void prepare(void) {
  uint32_t seed = 11;
  bodies[0] = (Body){0, 0, 0, 0, 0, 0, 40};
  for (int i = 1; i < bodyCount; i++) {
    double wobble = (double)(nextRandom(&seed) % 1000) / 4000;
    double radius = 3 * i;
    double speed = __builtin_sqrt(40 / radius);
    bodies[i] = (Body){radius, wobble, -wobble, wobble / 8, speed, wobble / 4, 0.01 * i};
  }
}

NOINLINE static void advance(double dt) {
  for (int i = 0; i < bodyCount; i++) {
    Body *a = &bodies[i];
    for (int j = i + 1; j < bodyCount; j++) {
      Body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      double squared = dx * dx + dy * dy + dz * dz;
      double magnitude = dt / (squared * __builtin_sqrt(squared));
      a->vx -= dx * b->mass * magnitude;
      a->vy -= dy * b->mass * magnitude;
      a->vz -= dz * b->mass * magnitude;
      b->vx += dx * a->mass * magnitude;
      b->vy += dy * a->mass * magnitude;
      b->vz += dz * a->mass * magnitude;
    }
  }
  for (int i = 0; i < bodyCount; i++) {
    Body *body = &bodies[i];
    body->x += dt * body->vx;
    body->y += dt * body->vy;
    body->z += dt * body->vz;
  }
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  prepare();
  for (uint32_t i = 0; i < iterations; i++) advance(0.001);
  uint64_t checksum = 0;
  for (int i = 0; i < bodyCount; i++) {
    checksum = mix(checksum, bitsOf(bodies[i].x));
    checksum = mix(checksum, bitsOf(bodies[i].vz));
  }
  return checksum;
}
