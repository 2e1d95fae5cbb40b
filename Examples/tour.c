// A tour in a terminal: a fractal, the Game of Life from a file, prime numbers, and the time taken.
//
//   tour [PATTERN [GENERATIONS]]
//
// PATTERN is a file of `.` and `O` in the preopened directory /life, `acorn.cells` by default.
// Colours and time depend on the surroundings; everything else is the same in every run.
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool coloured;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void heading(const char *text) {
  printf(coloured ? "\n\033[1;36m%s\033[0m\n" : "\n%s\n", text);
}

// MARK: - Fractal

/// Iterations until |z| > 4 with a fraction, or `limit`.
static double escapeTime(double cx, double cy, int limit) {
  double x = 0, y = 0;
  for (int n = 0; n < limit; n++) {
    double xx = x * x, yy = y * y;
    if (xx + yy > 16) return n + 1 - log2(log2(xx + yy) / 2);
    y = 2 * x * y + cy;
    x = xx - yy + cx;
  }
  return limit;
}

static void fractal(void) {
  enum { width = 78, height = 27, limit = 1000, samples = 3 };
  static const char shades[] = " .:-=+*#%@";
  for (int row = 0; row < height; row++) {
    int colour = -1;
    for (int column = 0; column < width; column++) {
      double sum = 0;
      for (int s = 0; s < samples * samples; s++) {
        double px = column + (s % samples + 0.5) / samples,
               py = row + (s / samples + 0.5) / samples;
        sum += escapeTime(-2.15 + 2.9 * px / width, -1.15 + 2.3 * py / height, limit);
      }
      double time = sum / (samples * samples);
      int shade = time >= limit - 1 ? 9 : (int)fmin(8.99, 2.6 * log(fmax(time, 1)));
      static const int colours[] = {17, 18, 19, 26, 32, 38, 79, 221, 214, 231};
      if (coloured && colours[shade] != colour) printf("\033[38;5;%dm", colour = colours[shade]);
      putchar(shades[shade]);
    }
    printf(coloured ? "\033[0m\n" : "\n");
  }
}

// MARK: - Game of Life

enum { lifeWidth = 156, lifeHeight = 96 }; // a torus; one character shows two by four cells
typedef uint8_t Grid[lifeHeight][lifeWidth];
static Grid cells, following;

static bool loadPattern(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) return false;
  char line[256];
  int y = lifeHeight / 4;
  memset(cells, 0, sizeof cells);
  while (fgets(line, sizeof line, file) && y < lifeHeight) {
    if (line[0] == '!') {
      printf("%s", line + 1);
      continue;
    }
    for (int x = 0; line[x] && x < 3 * lifeWidth / 4; x++)
      cells[y][x + lifeWidth / 4] = line[x] == 'O';
    y++;
  }
  fclose(file);
  return true;
}

static int population(void) {
  int count = 0;
  for (int y = 0; y < lifeHeight; y++) {
    for (int x = 0; x < lifeWidth; x++) count += cells[y][x];
  }
  return count;
}

static void step(void) {
  for (int y = 0; y < lifeHeight; y++) {
    const uint8_t *above = cells[(y + lifeHeight - 1) % lifeHeight], *here = cells[y];
    const uint8_t *below = cells[(y + 1) % lifeHeight];
    // Sums of three cells of the column to the left, of this one and of the next.
    int left = above[lifeWidth - 1] + here[lifeWidth - 1] + below[lifeWidth - 1];
    int middle = above[0] + here[0] + below[0];
    for (int x = 0; x < lifeWidth; x++) {
      int next = x + 1 < lifeWidth ? x + 1 : 0;
      int right = above[next] + here[next] + below[next];
      int around = left + middle + right;
      following[y][x] = around == 3 || (around == 4 && here[x]);
      left = middle;
      middle = right;
    }
  }
  memcpy(cells, following, sizeof cells);
}

static void showLife(void) {
  if (coloured) printf("\033[32m");
  for (int y = 0; y < lifeHeight; y += 4) {
    for (int x = 0; x < lifeWidth; x += 2) {
      // The dots of a Braille character: 1 2 3 7 on the left, 4 5 6 8 on the right.
      static const uint8_t dots[4][2] = {{1, 8}, {2, 16}, {4, 32}, {64, 128}};
      int set = 0;
      for (int dy = 0; dy < 4; dy++) {
        for (int dx = 0; dx < 2; dx++) set |= cells[y + dy][x + dx] ? dots[dy][dx] : 0;
      }
      printf("%c%c%c", 0xe2, 0xa0 | set >> 6, 0x80 | (set & 63));
    }
    putchar('\n');
  }
  if (coloured) printf("\033[0m");
}

static void life(const char *name, int generations) {
  char path[256];
  snprintf(path, sizeof path, "/life/%s", name);
  if (!loadPattern(path)) {
    printf("%s cannot be read, so here is an r-pentomino.\n", path);
    memset(cells, 0, sizeof cells);
    int y = lifeHeight / 2, x = lifeWidth / 2;
    cells[y][x] = cells[y][x + 1] = cells[y + 1][x] = cells[y + 1][x - 1] = cells[y + 2][x] = 1;
  }
  int before = population(), largest = before;
  printf("population ");
  for (int generation = 0; generation < generations; generation++) {
    static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    int count = generation % (generations / 60 + 1) == 0 ? population() : -1;
    if (count >= 0) printf("%s", bars[count >= 400 ? 7 : count / 50]);
    if (count > largest) largest = count;
    step();
  }
  printf("\n%d cells became %d in %d generations, at most %d\n", before, population(), generations,
         largest);
  showLife();
}

// MARK: - Primes

static void primes(void) {
  enum { limit = 5000000 };
  uint8_t *composite = calloc(limit / 2, 1); // odd numbers only
  int count = 1, twins = 0, last = 2, gap = 0, gapAfter = 0;
  for (int n = 3; n < limit; n += 2) {
    if (composite[n / 2]) continue;
    if (n < 2237) {
      for (int multiple = n * n; multiple < limit; multiple += 2 * n) composite[multiple / 2] = 1;
    }
    count++;
    twins += n - last == 2;
    if (n - last > gap) {
      gap = n - last;
      gapAfter = last;
    }
    last = n;
  }
  free(composite);
  printf("%d primes below %d, %d pairs of twins; the widest gap, %d, follows %d\n", count, limit,
         twins, gap, gapAfter);
}

int main(int argc, char **argv) {
  coloured = isatty(1) && !getenv("NO_COLOR");
  const char *pattern = argc > 1 ? argv[1] : "acorn.cells";
  int generations = argc > 2 ? atoi(argv[2]) : 2000;
  if (generations < 1) generations = 1;

  double start = now();
  heading("The Mandelbrot set");
  fractal();
  double afterFractal = now();

  heading("The Game of Life");
  life(pattern, generations);
  double afterLife = now();

  heading("Primes");
  primes();
  double end = now();

  printf("\nfractal %.0f ms, life %.0f ms, primes %.0f ms, together %.2f s\n",
         (afterFractal - start) * 1e3, (afterLife - afterFractal) * 1e3, (end - afterLife) * 1e3,
         end - start);
  return 0;
}
