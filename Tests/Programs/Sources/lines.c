// Reads standard input line by line, however long the lines are.
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  char *line = NULL;
  size_t capacity = 0, longest = 0, words = 0, bytes = 0, count = 0;
  uint32_t hash = 2166136261u;
  ssize_t length;
  while ((length = getline(&line, &capacity, stdin)) >= 0) {
    count++;
    bytes += (size_t)length;
    int inWord = 0;
    for (ssize_t i = 0; i < length; i++) {
      hash = (hash ^ (uint8_t)line[i]) * 16777619u;
      int letter = !isspace((unsigned char)line[i]);
      words += (size_t)(letter && !inWord);
      inWord = letter;
    }
    if ((size_t)length > longest) longest = (size_t)length;
    if (count <= 3) printf("%zu: %s", count, line);
  }
  printf("%zu lines, %zu words, %zu bytes, longest %zu, checksum %08x, end of file %d\n", count,
         words, bytes, longest, hash, feof(stdin) != 0);
  free(line);
  return 0;
}
