// Arguments, environment and files in a preopened directory.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  printf("Hello from WebAssembly!\n");
  for (int i = 1; i < argc; i++) printf("argument %d: [%s]\n", i, argv[i]);
  const char *const names[] = {"GREETING", "EMPTY", "MISSING"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    const char *value = getenv(names[i]);
    printf("%s: %s%s%s\n", names[i], value ? "[" : "", value ? value : "not set", value ? "]" : "");
  }

  FILE *in = fopen("/data/letters/greek.txt", "r");
  if (!in) {
    printf("cannot read: %s\n", strerror(errno));
    return 1;
  }
  FILE *out = fopen("/data/upper.txt", "w");
  if (!out) {
    printf("cannot write: %s\n", strerror(errno));
    return 1;
  }
  char line[128];
  int count = 0;
  while (fgets(line, sizeof line, in)) {
    for (char *p = line; *p; p++) {
      if (*p >= 'a' && *p <= 'z') *p -= 'a' - 'A';
    }
    fprintf(out, "%02d %s", ++count, line);
  }
  fclose(in);
  fclose(out);

  in = fopen("/data/upper.txt", "r");
  while (fgets(line, sizeof line, in)) fputs(line, stdout);
  printf("%ld bytes\n", ftell(in));
  fclose(in);
  if (!fopen("/data/missing.txt", "r")) printf("missing.txt: %s\n", strerror(errno));
  if (!fopen("/data/../outside.txt", "w")) printf("outside: refused\n");
  fprintf(stderr, "this line belongs to standard error\n");
  return 0;
}
