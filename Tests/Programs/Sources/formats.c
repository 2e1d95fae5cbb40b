// printf and scanf in all their number formats, the mathematics library, long doubles.
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
  static const double values[] = {
      0.0,  -0.0,  1.0,    -1.5,    0.1,      1e-5,        123456789.125,
      1e21, 1e100, 5e-324, DBL_MAX, DBL_MIN,  DBL_EPSILON, M_PI,
      2.5,  3.5,   0.5,    9.995,   999999.5, INFINITY,    -INFINITY,
  };
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    double v = values[i];
    printf("%f|%e|%g|%a|%.0f|%.3f|%#.0e|%.10g|%+.1f|% g|%020.4f|%-15.2e|\n", v, v, v, v, v, v, v, v,
           v, v, v, v);
  }
  printf("%F %G %A %E\n", INFINITY, 1e-10, 0.3, 12.5);
  printf("nan %d\n", isnan(strtod("nan", NULL)));
  for (int i = -3; i <= 3; i++) {
    printf("%d|%5d|%-5d|%05d|%+d|% d|%x|%#o|%" PRIu64 "|%lld\n", i, i, i, i, i, i, (unsigned)i,
           (unsigned)i, (uint64_t)(int64_t)i, (long long)i * 1000000007LL * 1000000);
  }
  printf("%s|%10s|%-10s|%.2s|%c|%%|%5.1s|\n", "text", "right", "left", "cut", 'c', "one");
  printf("%ld %zu %hhd %hu %" PRIx64 "\n", 123456789L, (size_t)42, (signed char)-7,
         (unsigned short)65535, UINT64_MAX);
  printf("%Lf %Le %Lg %La\n", 1.25L, 1e300L, 0.1L, 2.0L);

  int number = 0;
  double fraction = 0;
  char word[16] = "";
  unsigned hexadecimal = 0;
  printf("%d: ", sscanf("  -42 2.75e2 word 0xBEEF", "%d %lf %15s %x", &number, &fraction, word,
                        &hexadecimal));
  printf("%d %g %s %u\n", number, fraction, word, hexadecimal);
  static const char *const texts[] = {
      "0.1",    "1e-400", "1e400", "2.2250738585072011e-308", "0x1.8p3", "9007199254740993",
      "123abc", ".5e1",   "4.35",
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    char *end;
    double v = strtod(texts[i], &end);
    printf("%s -> %.17g [%s] %a %.9g\n", texts[i], v, end, v, (double)strtof(texts[i], NULL));
  }
  printf("%ld %lu %lld\n", strtol("-0777", NULL, 0), strtoul("ffffffff", NULL, 16),
         strtoll("9223372036854775807", NULL, 10));

  for (int i = 0; i <= 8; i++) {
    double x = (i - 4) * 0.75;
    printf("%5.2f sin %.12f cos %.12f tan %.10f exp %.10f atan %.12f cbrt %.12f erf %.12f\n", x,
           sin(x), cos(x), tan(x), exp(x), atan(x), cbrt(x), erf(x));
    printf("      floor %g ceil %g trunc %g round %g rint %g fmod %g pow %.10g hypot %.12g log "
           "%.12g\n",
           floor(x), ceil(x), trunc(x), round(x), rint(x), fmod(x, 0.4), pow(2, x), hypot(x, 2),
           log(fabs(x) + 0.1));
  }
  printf("%.9g %.9g %.9g\n", (double)sinf(1), (double)sqrtf(2), (double)powf(3, 0.5f));
  int exponent;
  double mantissa = frexp(1000, &exponent);
  printf("%g %d %g %g %g\n", mantissa, exponent, ldexp(0.75, 4), nextafter(1, 2) - 1, fma(3, 4, 5));
  return 0;
}
