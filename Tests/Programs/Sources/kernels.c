// Integer kernels in the manner of embedded benchmarks: a linked list that is searched, reversed
// and merge-sorted, matrices of 16-bit numbers, a scanner as a state machine, and a checksum over
// it all. Built by several toolchains and at several levels of optimisation.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint16_t crc16(uint16_t crc, uint32_t value) {
  for (int i = 0; i < 32; i++) {
    uint16_t bit = (uint16_t)((crc ^ value >> i) & 1);
    crc = (uint16_t)(crc >> 1);
    if (bit) crc ^= 0xa001;
  }
  return crc;
}

// MARK: - List

typedef struct Item {
  struct Item *next;
  int16_t key, index;
} Item;

typedef int (*Order)(const Item *, const Item *);
static int byKey(const Item *a, const Item *b) { return a->key - b->key; }
static int byIndex(const Item *a, const Item *b) { return a->index - b->index; }

static Item *reverse(Item *list) {
  Item *reversed = NULL;
  while (list) {
    Item *next = list->next;
    list->next = reversed;
    reversed = list;
    list = next;
  }
  return reversed;
}

static Item *find(Item *list, int16_t key) {
  while (list && list->key != key) list = list->next;
  return list;
}

static Item *mergeSort(Item *list, Order order) {
  if (!list || !list->next) return list;
  Item *slow = list, *fast = list->next;
  while (fast && fast->next) {
    slow = slow->next;
    fast = fast->next->next;
  }
  Item *second = slow->next;
  slow->next = NULL;
  Item *a = mergeSort(list, order), *b = mergeSort(second, order), *merged = NULL, **last = &merged;
  while (a && b) {
    Item **smaller = order(a, b) <= 0 ? &a : &b;
    *last = *smaller;
    last = &(*last)->next;
    *smaller = *last;
  }
  *last = a ? a : b;
  return merged;
}

static uint16_t listKernel(int seed) {
  enum { count = 300 };
  Item *items = calloc(count, sizeof *items), *list = NULL;
  for (int i = 0; i < count; i++) {
    items[i] = (Item){list, (int16_t)((i * 7919 + seed * 31) % 997), (int16_t)i};
    list = &items[i];
  }
  uint16_t crc = 0;
  for (int round = 0; round < 10; round++) {
    Item *found = find(list, (int16_t)((round * 37 + seed) % 997));
    crc = crc16(crc, found ? (uint32_t)found->index : 0xffff);
    list = reverse(list);
    list = mergeSort(list, round & 1 ? byIndex : byKey);
    crc = crc16(crc, (uint32_t)(list->key + list->next->index));
  }
  free(items);
  return crc;
}

// MARK: - Matrix

enum { n = 24 };

static uint16_t matrixKernel(int seed) {
  static int16_t a[n][n], b[n][n];
  static int32_t c[n][n];
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      a[i][j] = (int16_t)((i * j + seed) % 113 - 56);
      b[i][j] = (int16_t)((i + j * 3 + seed) % 97 - 48);
    }
  }
  uint16_t crc = 0;
  for (int round = 0; round < 4; round++) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        int32_t sum = 0;
        for (int k = 0; k < n; k++) sum += a[i][k] * b[k][j];
        c[i][j] = sum;
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i][j] = (int16_t)((c[i][j] >> 2 & 15) * (c[i][j] >> 5 & 127) + round);
        crc = crc16(crc, (uint32_t)c[i][j]);
      }
    }
  }
  return crc;
}

// MARK: - State machine

typedef enum {
  start,
  sign,
  integer,
  point,
  fraction,
  exponent,
  exponentSign,
  scientific,
  invalid,
  stateCount
} State;

static State next(State state, char c) {
  int digit = c >= '0' && c <= '9';
  switch (state) {
  case start: return digit ? integer : c == '+' || c == '-' ? sign : c == '.' ? point : invalid;
  case sign: return digit ? integer : c == '.' ? point : invalid;
  case integer:
    return digit ? integer : c == '.' ? fraction : c == 'e' || c == 'E' ? exponent : invalid;
  case point: return digit ? fraction : invalid;
  case fraction: return digit ? fraction : c == 'e' || c == 'E' ? exponent : invalid;
  case exponent: return digit ? scientific : c == '+' || c == '-' ? exponentSign : invalid;
  case exponentSign: return digit ? scientific : invalid;
  case scientific: return digit ? scientific : invalid;
  default: return invalid;
  }
}

static uint16_t stateKernel(int seed) {
  static const char *const samples[] = {
      "5012", "-874",  "+12.5", "0.33e-4", "T0.3e-1F", "-5e+6",
      "..5",  "12ee3", ".75",   "1.",      "-",        "1e",
  };
  uint32_t counts[stateCount] = {0};
  for (int i = 0; i < 400; i++) {
    State state = start;
    for (const char *p = samples[(i * 5 + seed) % 12]; *p; p++) state = next(state, *p);
    counts[state]++;
  }
  uint16_t crc = 0;
  for (int i = 0; i < stateCount; i++) crc = crc16(crc, counts[i]);
  return crc;
}

int main(int argc, char **argv) {
  int iterations = argc > 1 ? atoi(argv[1]) : 20;
  uint16_t list = 0, matrix = 0, state = 0;
  for (int i = 0; i < iterations; i++) {
    list = crc16(list, listKernel(i));
    matrix = crc16(matrix, matrixKernel(i));
    state = crc16(state, stateKernel(i));
  }
  printf("%d iterations\nlist   %04x\nmatrix %04x\nstate  %04x\n", iterations, list, matrix, state);
  return 0;
}
