// A regular-expression matcher that simulates a nondeterministic automaton with state sets.
// Supported: literals, '.', '[a-z]' classes, '*', '+', '?', '|', parentheses.
#include "workload.h"

enum { stateLimit = 256, textSize = 1 << 13, depthLimit = 32 };
typedef enum { matchByte, matchAny, matchClass, split, accept } Kind;
typedef struct {
  Kind kind;
  uint8_t byte;
  uint32_t set[8];
  int next, other;
} State;

static State states[stateLimit];
static int stateCount, listMark, listOf[stateLimit];
static const char *pattern;
static char text[textSize];

static int add(Kind kind, int next, int other) {
  if (stateCount == stateLimit) __builtin_trap();
  states[stateCount] = (State){.kind = kind, .next = next, .other = other};
  return stateCount++;
}

// A fragment's end is always a `split` state with both exits open, to be set by what follows.
typedef struct {
  int start, end;
} Fragment;

static Fragment parseAlternatives(void);

static Fragment parseAtom(void) {
  if (*pattern == '(') {
    pattern++;
    Fragment inner = parseAlternatives();
    pattern++;
    return inner;
  }
  int end = add(split, -1, -1);
  int start = add(matchByte, end, -1);
  State *state = &states[start];
  if (*pattern == '.') {
    state->kind = matchAny;
    pattern++;
  } else if (*pattern == '[') {
    state->kind = matchClass;
    for (pattern++; *pattern != ']'; pattern++) {
      int low = (uint8_t)*pattern, high = low;
      if (pattern[1] == '-') {
        high = (uint8_t)pattern[2];
        pattern += 2;
      }
      for (int c = low; c <= high; c++) state->set[c >> 5] |= 1u << (c & 31);
    }
    pattern++;
  } else {
    state->byte = (uint8_t)*pattern++;
  }
  return (Fragment){start, end};
}

static Fragment parseRepeat(void) {
  Fragment atom = parseAtom();
  while (*pattern == '*' || *pattern == '+' || *pattern == '?') {
    char operator = *pattern++;
    int end = add(split, -1, -1);
    int start = operator == '+' ? atom.start : add(split, atom.start, end);
    states[atom.end].next = end;
    if (operator != '?') states[atom.end].other = atom.start;
    atom = (Fragment){start, end};
  }
  return atom;
}

static Fragment parseSequence(void) {
  Fragment sequence = parseRepeat();
  while (*pattern && *pattern != '|' && *pattern != ')') {
    Fragment next = parseRepeat();
    states[sequence.end].next = next.start;
    sequence.end = next.end;
  }
  return sequence;
}

static Fragment parseAlternatives(void) {
  Fragment first = parseSequence();
  while (*pattern == '|') {
    pattern++;
    Fragment second = parseSequence();
    int end = add(split, -1, -1);
    int start = add(split, first.start, second.start);
    states[first.end].next = end;
    states[second.end].next = end;
    first = (Fragment){start, end};
  }
  return first;
}

static int compile(const char *source) {
  stateCount = 0;
  listMark = 0;
  for (int i = 0; i < stateLimit; i++) listOf[i] = 0;
  pattern = source;
  Fragment whole = parseAlternatives();
  states[whole.end].next = add(accept, -1, -1);
  return whole.start;
}

static void follow(int *list, int *count, int index) {
  if (index < 0 || listOf[index] == listMark) return;
  listOf[index] = listMark;
  if (states[index].kind == split) {
    follow(list, count, states[index].next);
    follow(list, count, states[index].other);
  } else {
    list[(*count)++] = index;
  }
}

/// The number of positions of the text at which some match ends.
NOINLINE static uint32_t countMatches(int start) {
  static int lists[2][stateLimit];
  int counts[2] = {0, 0}, current = 0;
  uint32_t matches = 0;
  listMark++;
  follow(lists[0], &counts[0], start);
  for (uint32_t position = 0; position < textSize; position++) {
    uint8_t byte = (uint8_t)text[position];
    int following = 1 - current;
    counts[following] = 0;
    listMark++;
    for (int i = 0; i < counts[current]; i++) {
      const State *state = &states[lists[current][i]];
      bool matched = state->kind == matchAny
        || (state->kind == matchByte && state->byte == byte)
        || (state->kind == matchClass && (state->set[byte >> 5] >> (byte & 31) & 1));
      if (matched) follow(lists[following], &counts[following], state->next);
    }
    follow(lists[following], &counts[following], start);
    for (int i = 0; i < counts[following]; i++) {
      if (states[lists[following][i]].kind == accept) matches++;
    }
    current = following;
  }
  return matches;
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  static const char *const patterns[] = {
    "a(b|c)*d", "[a-f]+[0-9][0-9]?", "(ab|ba)+(c|d)?e", ".a.b.c", "(a?b?c?d?e?)+ [aeiou]",
  };
  uint32_t seed = 12345;
  for (uint32_t i = 0; i < textSize; i++) text[i] = "abcde fgab012"[nextRandom(&seed) % 13];
  uint64_t checksum = 0;
  for (uint32_t i = 0; i < iterations; i++) {
    checksum = mix(checksum, countMatches(compile(patterns[i % 5])));
  }
  return checksum;
}
