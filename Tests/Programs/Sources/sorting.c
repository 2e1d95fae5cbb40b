// qsort and bsearch with comparisons through function pointers.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  char name[12];
  int32_t quantity;
  double price;
} Record;

static int byName(const void *a, const void *b) {
  return strcmp(((const Record *)a)->name, ((const Record *)b)->name);
}
static int byQuantity(const void *a, const void *b) {
  const Record *x = a, *y = b;
  return x->quantity != y->quantity ? (x->quantity < y->quantity ? -1 : 1) : byName(a, b);
}
static int byPrice(const void *a, const void *b) {
  double x = ((const Record *)a)->price, y = ((const Record *)b)->price;
  return x < y ? 1 : x > y ? -1 : byName(a, b);
}

int main(void) {
  enum { count = 5000 };
  Record *records = malloc(count * sizeof *records);
  uint32_t seed = 99;
  for (int i = 0; i < count; i++) {
    seed = seed * 1103515245 + 12345;
    snprintf(records[i].name, sizeof records[i].name, "r%u", seed >> 8);
    records[i].quantity = (int32_t)(seed >> 16) % 1000 - 500;
    records[i].price = (double)(seed >> 20) / 16;
  }
  static const struct {
    const char *name;
    int (*order)(const void *, const void *);
  } orders[] = {{"name", byName}, {"quantity", byQuantity}, {"price", byPrice}};
  for (int k = 0; k < 9; k++) {
    qsort(records, count, sizeof *records, orders[k % 3].order);
    int unsorted = 0, found = 0;
    for (int i = 1; i < count; i++)
      unsorted += orders[k % 3].order(&records[i - 1], &records[i]) > 0;
    for (int i = 0; i < count; i += 7) {
      Record key = records[i];
      const Record *hit = bsearch(&key, records, count, sizeof *records, orders[k % 3].order);
      found += hit && strcmp(hit->name, key.name) == 0;
    }
    printf("by %-8s first %-10s %4d %8.3f, last %-10s, unsorted %d, found %d\n", orders[k % 3].name,
           records[0].name, records[0].quantity, records[0].price, records[count - 1].name,
           unsorted, found);
  }
  free(records);
  return 0;
}
