// Generates a JSON document of some hundred kilobytes, parses it into a tree, prints the tree
// compactly and indented, parses both again and compares. Nodes come from malloc.
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum { null, boolean, number, string, array, object } Kind;
typedef struct Node {
  Kind kind;
  double value;
  char *text;
  char *key; // in an object's members
  struct Node *first, *next;
} Node;

typedef struct {
  char *bytes;
  size_t length, capacity;
} Buffer;

static void append(Buffer *buffer, const char *bytes, size_t length) {
  if (buffer->length + length + 1 > buffer->capacity) {
    buffer->capacity = (buffer->capacity + length + 1) * 2;
    buffer->bytes = realloc(buffer->bytes, buffer->capacity);
    if (!buffer->bytes) abort();
  }
  memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
  buffer->bytes[buffer->length] = 0;
}

static void appendText(Buffer *buffer, const char *text) { append(buffer, text, strlen(text)); }

static const char *at;

static void space(void) {
  while (isspace((unsigned char)*at)) at++;
}

static void fail(const char *what) {
  printf("expected %s at [%.20s]\n", what, at);
  exit(1);
}

static void appendScalar(Buffer *buffer, uint32_t c) {
  char bytes[4];
  int length = 0;
  if (c < 0x80) {
    bytes[length++] = (char)c;
  } else if (c < 0x800) {
    bytes[length++] = (char)(0xc0 | c >> 6);
    bytes[length++] = (char)(0x80 | (c & 63));
  } else if (c < 0x10000) {
    bytes[length++] = (char)(0xe0 | c >> 12);
    bytes[length++] = (char)(0x80 | (c >> 6 & 63));
    bytes[length++] = (char)(0x80 | (c & 63));
  } else {
    bytes[length++] = (char)(0xf0 | c >> 18);
    bytes[length++] = (char)(0x80 | (c >> 12 & 63));
    bytes[length++] = (char)(0x80 | (c >> 6 & 63));
    bytes[length++] = (char)(0x80 | (c & 63));
  }
  append(buffer, bytes, (size_t)length);
}

static uint32_t parseUnit(void) {
  char digits[5] = {0};
  memcpy(digits, at, 4);
  at += 4;
  return (uint32_t)strtoul(digits, NULL, 16);
}

static char *parseString(void) {
  if (*at++ != '"') fail("a string");
  Buffer buffer = {0};
  appendText(&buffer, "");
  while (*at != '"') {
    if (!*at) fail("the end of a string");
    if (*at != '\\') {
      append(&buffer, at++, 1);
      continue;
    }
    at++;
    char escape = *at++;
    const char *from = "nrtbf", *to = "\n\r\t\b\f", *found = strchr(from, escape);
    if (escape == 'u') {
      uint32_t unit = parseUnit();
      if (unit >= 0xd800 && unit < 0xdc00 && at[0] == '\\' && at[1] == 'u') {
        at += 2;
        unit = 0x10000 + ((unit - 0xd800) << 10) + (parseUnit() - 0xdc00);
      }
      appendScalar(&buffer, unit);
    } else {
      append(&buffer, found ? &to[found - from] : &escape, 1);
    }
  }
  at++;
  return buffer.bytes;
}

static Node *parse(void) {
  Node *node = calloc(1, sizeof *node);
  space();
  if (*at == '{' || *at == '[') {
    char close = *at++ == '{' ? '}' : ']';
    node->kind = close == '}' ? object : array;
    Node **last = &node->first;
    space();
    while (*at != close) {
      char *key = NULL;
      if (node->kind == object) {
        key = parseString();
        space();
        if (*at++ != ':') fail("a colon");
      }
      *last = parse();
      (*last)->key = key;
      last = &(*last)->next;
      space();
      if (*at == ',') {
        at++;
        space();
      } else if (*at != close) {
        fail("a comma");
      }
    }
    at++;
  } else if (*at == '"') {
    node->kind = string;
    node->text = parseString();
  } else if (strncmp(at, "true", 4) == 0 || strncmp(at, "false", 5) == 0) {
    node->kind = boolean;
    node->value = *at == 't';
    at += *at == 't' ? 4 : 5;
  } else if (strncmp(at, "null", 4) == 0) {
    at += 4;
  } else {
    char *end;
    node->kind = number;
    node->value = strtod(at, &end);
    if (end == at) fail("a value");
    at = end;
  }
  return node;
}

static void printString(Buffer *out, const char *text) {
  appendText(out, "\"");
  for (; *text; text++) {
    char escaped[8];
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') {
      snprintf(escaped, sizeof escaped, "\\%c", c);
    } else if (c < 0x20) {
      snprintf(escaped, sizeof escaped, "\\u%04x", c);
    } else {
      escaped[0] = (char)c;
      escaped[1] = 0;
    }
    appendText(out, escaped);
  }
  appendText(out, "\"");
}

static void newLine(Buffer *out, int depth) {
  if (depth < 0) return;
  appendText(out, "\n");
  for (int i = 0; i < depth; i++) appendText(out, "  ");
}

/// `depth` is negative for the compact form.
static void print(Buffer *out, const Node *node, int depth) {
  char digits[40];
  switch (node->kind) {
  case null: appendText(out, "null"); break;
  case boolean: appendText(out, node->value ? "true" : "false"); break;
  case number:
    snprintf(digits, sizeof digits, "%.17g", node->value);
    appendText(out, digits);
    break;
  case string: printString(out, node->text); break;
  case array:
  case object: {
    int inner = depth < 0 ? depth : depth + 1;
    appendText(out, node->kind == array ? "[" : "{");
    for (const Node *child = node->first; child; child = child->next) {
      newLine(out, inner);
      if (child->key) {
        printString(out, child->key);
        appendText(out, depth < 0 ? ":" : ": ");
      }
      print(out, child, inner);
      if (child->next) appendText(out, ",");
    }
    if (node->first) newLine(out, depth);
    appendText(out, node->kind == array ? "]" : "}");
  }
  }
}

static void freeNode(Node *node) {
  while (node) {
    Node *next = node->next;
    freeNode(node->first);
    free(node->text);
    free(node->key);
    free(node);
    node = next;
  }
}

static uint32_t random32(void) {
  static uint32_t x = 20240607;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return x;
}

static void generate(Buffer *out, int depth) {
  static const char *const words[] = {"alpha",          "\\u03b2eta", "ga\\\"mma",
                                      "\\ud83d\\ude00", "d\\n",       "\xc3\xa9"};
  char text[64];
  switch (depth > 4 ? random32() % 5 : random32() % 7) {
  case 0: appendText(out, "null"); break;
  case 1: appendText(out, random32() & 1 ? "true" : " false "); break;
  case 2:
    snprintf(text, sizeof text, "%d", (int)random32());
    appendText(out, text);
    break;
  case 3:
    snprintf(text, sizeof text, "%.9ge%d", random32() / 65536.0, (int)(random32() % 40) - 20);
    appendText(out, text);
    break;
  case 4:
    appendText(out, "\"");
    for (uint32_t i = random32() % 4; i > 0; i--) appendText(out, words[random32() % 6]);
    appendText(out, "\"");
    break;
  case 5:
    appendText(out, "[");
    for (uint32_t i = random32() % 6; i > 0; i--) {
      generate(out, depth + 1);
      if (i > 1) appendText(out, " , ");
    }
    appendText(out, "]");
    break;
  case 6:
    appendText(out, "{\n");
    for (uint32_t i = random32() % 6, k = 0; k < i; k++) {
      snprintf(text, sizeof text, "%s\"key %u\" :", k ? ",\n" : "", k);
      appendText(out, text);
      generate(out, depth + 1);
    }
    appendText(out, "}");
  }
}

static uint32_t checksum(const Buffer *buffer) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < buffer->length; i++) hash = (hash ^ (uint8_t)buffer->bytes[i]) * 16777619u;
  return hash;
}

int main(void) {
  Buffer source = {0};
  appendText(&source, "[");
  while (source.length < 300000) {
    generate(&source, 0);
    appendText(&source, ",\n");
  }
  appendText(&source, "\"end\"]");
  printf("source   %7zu bytes, checksum %08x\n", source.length, checksum(&source));

  at = source.bytes;
  Node *tree = parse();
  Buffer compact = {0}, indented = {0};
  print(&compact, tree, -1);
  print(&indented, tree, 0);
  printf("compact  %7zu bytes, checksum %08x\n", compact.length, checksum(&compact));
  printf("indented %7zu bytes, checksum %08x\n", indented.length, checksum(&indented));
  freeNode(tree);

  at = indented.bytes;
  tree = parse();
  Buffer again = {0};
  print(&again, tree, -1);
  freeNode(tree);
  printf("%s\n",
         strcmp(again.bytes, compact.bytes) == 0 ? "round trip agrees" : "ROUND TRIP DIFFERS");
  printf("%.*s\n", 1200, indented.bytes);
  free(source.bytes);
  free(compact.bytes);
  free(indented.bytes);
  free(again.bytes);
  return 0;
}
