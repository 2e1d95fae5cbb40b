// A small grep: backtracking regular expressions with groups, read from the arguments, over the
// lines of standard input.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { groupLimit = 10, programLimit = 512 };
typedef enum { byte, any, set, notSet, split, jump, save, lineStart, lineEnd, match } Opcode;
typedef struct {
  Opcode opcode;
  int x, y;              // targets of split and jump; byte; number of the group's mark
  const char *from, *to; // a set's text
} Instruction;

static Instruction program[programLimit];
static int length, groups;
static const char *pattern, *lineOf;
static long steps;

static int emit(Opcode opcode, int x, int y) {
  if (length == programLimit) exit(3);
  program[length] = (Instruction){.opcode = opcode, .x = x, .y = y};
  return length++;
}

/// Makes room for one instruction before `index`.
static void insert(int index) {
  emit(match, 0, 0);
  memmove(program + index + 1, program + index, sizeof program[0] * (size_t)(length - 1 - index));
  for (int i = index + 1; i < length; i++) {
    if (program[i].opcode != split && program[i].opcode != jump) continue;
    if (program[i].x >= index) program[i].x++;
    if (program[i].opcode == split && program[i].y >= index) program[i].y++;
  }
}

static void parseAlternatives(void);

static void parseAtom(void) {
  int index;
  switch (*pattern) {
  case '(': {
    int group = ++groups;
    if (group >= groupLimit) exit(3);
    pattern++;
    emit(save, 2 * group, 0);
    parseAlternatives();
    emit(save, 2 * group + 1, 0);
    if (*pattern == ')') pattern++;
    break;
  }
  case '[': {
    bool inverted = pattern[1] == '^';
    index = emit(inverted ? notSet : set, 0, 0);
    pattern += inverted ? 2 : 1;
    program[index].from = pattern;
    while (*pattern && *pattern != ']') pattern++;
    program[index].to = pattern;
    if (*pattern) pattern++;
    break;
  }
  case '.':
    emit(any, 0, 0);
    pattern++;
    break;
  case '^':
    emit(lineStart, 0, 0);
    pattern++;
    break;
  case '$':
    emit(lineEnd, 0, 0);
    pattern++;
    break;
  case '\\': pattern++; // fall through
  default: emit(byte, *pattern++, 0);
  }
}

static void parseRepeat(void) {
  int start = length;
  parseAtom();
  switch (*pattern) {
  case '*':
    insert(start);
    emit(jump, start, 0);
    program[start] = (Instruction){.opcode = split, .x = start + 1, .y = length};
    pattern++;
    break;
  case '+':
    emit(split, start, length + 1);
    pattern++;
    break;
  case '?':
    insert(start);
    program[start] = (Instruction){.opcode = split, .x = start + 1, .y = length};
    pattern++;
    break;
  }
}

static void parseAlternatives(void) {
  int start = length;
  while (*pattern && *pattern != ')' && *pattern != '|') parseRepeat();
  if (*pattern == '|') {
    pattern++;
    insert(start);
    int out = emit(jump, 0, 0);
    program[start] = (Instruction){.opcode = split, .x = start + 1, .y = length};
    parseAlternatives();
    program[out].x = length;
  }
}

static bool inSet(const Instruction *instruction, char c) {
  for (const char *p = instruction->from; p < instruction->to; p++) {
    if (p + 2 < instruction->to && p[1] == '-') {
      if (c >= p[0] && c <= p[2]) return true;
      p += 2;
    } else if (c == *p) {
      return true;
    }
  }
  return false;
}

static bool run(int pc, const char *at, const char **marks) {
  for (;;) {
    const Instruction *instruction = &program[pc++];
    steps++;
    switch (instruction->opcode) {
    case byte:
      if (*at++ != instruction->x) return false;
      break;
    case any:
      if (!*at++) return false;
      break;
    case set:
      if (!*at || !inSet(instruction, *at++)) return false;
      break;
    case notSet:
      if (!*at || inSet(instruction, *at++)) return false;
      break;
    case lineStart:
      if (at != lineOf) return false;
      break;
    case lineEnd:
      if (*at) return false;
      break;
    case jump: pc = instruction->x; break;
    case split:
      if (run(instruction->x, at, marks)) return true;
      pc = instruction->y;
      break;
    case save: {
      const char *old = marks[instruction->x];
      marks[instruction->x] = at;
      if (run(pc, at, marks)) return true;
      marks[instruction->x] = old;
      return false;
    }
    case match: marks[1] = at; return true;
    }
  }
}

int main(int argc, char **argv) {
  char line[1024];
  static char lines[64][1024];
  int lineCount = 0;
  while (lineCount < 64 && fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    strcpy(lines[lineCount++], line);
  }
  printf("%d lines\n", lineCount);
  for (int i = 1; i < argc; i++) {
    length = groups = 0;
    steps = 0;
    pattern = argv[i];
    parseAlternatives();
    emit(match, 0, 0);
    printf("/%s/ %d instructions\n", argv[i], length);
    for (int n = 0; n < lineCount; n++) {
      lineOf = lines[n];
      for (const char *start = lineOf;; start++) {
        const char *marks[2 * groupLimit] = {start};
        if (run(0, start, marks)) {
          printf("%3d: %.*s", n + 1, (int)(marks[1] - start), start);
          for (int g = 1; g <= groups; g++) {
            const char *from = marks[2 * g], *to = marks[2 * g + 1];
            printf(" \\%d=%.*s", g, from && to ? (int)(to - from) : 0, from ? from : "");
          }
          printf("\n");
          break;
        }
        if (!*start) break;
      }
    }
    printf("%ld steps\n", steps);
  }
  return 0;
}
