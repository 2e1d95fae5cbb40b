// A recursive-descent JSON parser over a generated document: branches per byte, calls, numbers.
#include "workload.h"

enum { capacity = 1 << 17, depthLimit = 64 };
static char document[capacity];
static uint32_t documentSize;

static const char *cursor, *end;
static uint64_t checksum;
static uint32_t depth;

static void append(const char *text) {
  while (*text) document[documentSize++] = *text++;
}

static void appendNumber(uint32_t value) {
  char digits[12];
  int count = 0;
  do digits[count++] = (char)('0' + value % 10);
  while (value /= 10);
  while (count) document[documentSize++] = digits[--count];
}

static void makeDocument(void) {
  uint32_t seed = 77;
  documentSize = 0;
  append("{\"items\": [\n");
  for (uint32_t id = 0; documentSize < capacity - 512; id++) {
    if (id) append(",\n");
    append("  {\"id\": ");
    appendNumber(id);
    append(", \"name\": \"item \\u00e9 \\\"");
    appendNumber(nextRandom(&seed) % 100000);
    append("\\\"\", \"price\": -");
    appendNumber(nextRandom(&seed) % 1000);
    append(".");
    appendNumber(nextRandom(&seed) % 1000);
    append("e-2, \"tags\": [true, false, null, [], {}, [");
    appendNumber(nextRandom(&seed));
    append(", 0.5, 12]], \"nested\": {\"a\": {\"b\": {\"c\": \"d\\n\"}}}}");
  }
  append("\n]}");
}

static void skipSpace(void) {
  while (cursor < end
         && (*cursor == ' ' || *cursor == '\n' || *cursor == '\t' || *cursor == '\r')) {
    cursor++;
  }
}

static bool literal(const char *text) {
  for (; *text; text++, cursor++) {
    if (cursor == end || *cursor != *text) return false;
  }
  return true;
}

static bool parseString(void) {
  uint32_t hash = 5381;
  cursor++;
  while (cursor < end && *cursor != '"') {
    uint32_t unit = (uint8_t)*cursor++;
    if (unit < 0x20) return false;
    if (unit == '\\') {
      if (cursor == end) return false;
      char escape = *cursor++;
      switch (escape) {
      case 'n': unit = '\n'; break;
      case 't': unit = '\t'; break;
      case 'r': unit = '\r'; break;
      case 'b': unit = '\b'; break;
      case 'f': unit = '\f'; break;
      case '"': case '\\': case '/': unit = (uint8_t)escape; break;
      case 'u':
        if (end - cursor < 4) return false;
        unit = 0;
        for (int i = 0; i < 4; i++) {
          uint32_t c = (uint8_t)*cursor++;
          uint32_t digit = c - '0' < 10 ? c - '0' : (c | 32) - 'a' + 10;
          if (digit > 15) return false;
          unit = unit << 4 | digit;
        }
        break;
      default: return false;
      }
    }
    hash = hash * 33 ^ unit;
  }
  if (cursor == end) return false;
  cursor++;
  checksum = mix(checksum, hash);
  return true;
}

static bool digits(double *value, double *scale) {
  const char *start = cursor;
  while (cursor < end && (uint8_t)(*cursor - '0') < 10) {
    *value = *value * 10 + (*cursor++ - '0');
    *scale *= 10;
  }
  return cursor > start;
}

static bool parseNumber(void) {
  bool negative = *cursor == '-';
  if (negative) cursor++;
  double value = 0, scale = 1;
  if (!digits(&value, &scale)) return false;
  scale = 1;
  if (cursor < end && *cursor == '.') {
    cursor++;
    if (!digits(&value, &scale)) return false;
  }
  value /= scale;
  if (cursor < end && (*cursor | 32) == 'e') {
    cursor++;
    bool shrink = cursor < end && *cursor == '-';
    if (cursor < end && (*cursor == '-' || *cursor == '+')) cursor++;
    double exponent = 0;
    if (!digits(&exponent, &scale)) return false;
    for (int i = 0; i < exponent; i++) value = shrink ? value / 10 : value * 10;
  }
  checksum = mix(checksum, bitsOf(negative ? -value : value));
  return true;
}

static bool parseValue(void);

static bool parseMembers(char close, bool named) {
  cursor++;
  if (++depth > depthLimit) return false;
  skipSpace();
  if (cursor < end && *cursor == close) {
    cursor++;
    depth--;
    return true;
  }
  for (;;) {
    if (named) {
      skipSpace();
      if (cursor == end || *cursor != '"' || !parseString()) return false;
      skipSpace();
      if (cursor == end || *cursor++ != ':') return false;
    }
    if (!parseValue()) return false;
    skipSpace();
    if (cursor == end) return false;
    char separator = *cursor++;
    if (separator == close) {
      depth--;
      return true;
    }
    if (separator != ',') return false;
  }
}

static bool parseValue(void) {
  skipSpace();
  if (cursor == end) return false;
  switch (*cursor) {
  case '{': return parseMembers('}', true);
  case '[': return parseMembers(']', false);
  case '"': return parseString();
  case 't': checksum = mix(checksum, 1); return literal("true");
  case 'f': checksum = mix(checksum, 2); return literal("false");
  case 'n': checksum = mix(checksum, 3); return literal("null");
  default: return parseNumber();
  }
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  makeDocument();
  checksum = 0;
  for (uint32_t i = 0; i < iterations; i++) {
    cursor = document;
    end = document + documentSize;
    depth = 0;
    if (!parseValue()) __builtin_trap();
    skipSpace();
    if (cursor != end) __builtin_trap();
  }
  return checksum;
}
