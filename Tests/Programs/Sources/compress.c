// A compressor: LZ77 with chained hashes, then a canonical Huffman code over literals and lengths.
// A megabyte of three kinds of data is packed, unpacked and compared.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  minMatch = 4,
  maxMatch = 130,
  window = 1 << 15,
  hashBits = 14,
  chainLimit = 16,
  endSymbol = 256,
  symbolCount = 257 + maxMatch - minMatch + 1,
  maxLength = 20,
  distanceBits = 15,
};

typedef struct {
  uint16_t symbol, distance; // a distance of zero: a literal or the end
} Token;

typedef struct {
  uint8_t lengths[symbolCount];
  uint32_t codes[symbolCount];
} Code;

typedef struct {
  uint8_t *bytes;
  size_t length;
  uint64_t pending;
  int count;
} Writer;

static void put(Writer *writer, uint32_t value, int bits) {
  writer->pending = writer->pending << bits | value;
  writer->count += bits;
  while (writer->count >= 8) {
    writer->count -= 8;
    writer->bytes[writer->length++] = (uint8_t)(writer->pending >> writer->count);
  }
}

static size_t findTokens(const uint8_t *data, size_t size, Token *tokens) {
  static int32_t heads[1 << hashBits], previous[window];
  memset(heads, 0xff, sizeof heads);
  size_t count = 0;
  for (size_t at = 0; at < size;) {
    int best = 0;
    size_t distance = 0, step = 1;
    uint32_t hash = 0;
    if (at + minMatch <= size) {
      uint32_t word;
      memcpy(&word, data + at, 4);
      hash = word * 2654435761u >> (32 - hashBits);
      int32_t candidate = heads[hash];
      for (int n = 0; n < chainLimit && candidate >= 0 && at - (size_t)candidate < window; n++) {
        int length = 0;
        while (length < maxMatch && at + (size_t)length < size
               && data[candidate + length] == data[at + (size_t)length]) {
          length++;
        }
        if (length > best) {
          best = length;
          distance = at - (size_t)candidate;
        }
        candidate = previous[candidate % window];
      }
    }
    if (best >= minMatch) {
      tokens[count++] = (Token){(uint16_t)(257 + best - minMatch), (uint16_t)distance};
      step = (size_t)best;
    } else {
      tokens[count++] = (Token){data[at], 0};
    }
    for (; step > 0; step--, at++) {
      if (at + minMatch > size) continue;
      uint32_t word;
      memcpy(&word, data + at, 4);
      hash = word * 2654435761u >> (32 - hashBits);
      previous[at % window] = heads[hash];
      heads[hash] = (int32_t)at;
    }
  }
  tokens[count++] = (Token){endSymbol, 0};
  return count;
}

static const uint32_t *weightsToSort;
static int byWeight(const void *a, const void *b) {
  uint16_t x = *(const uint16_t *)a, y = *(const uint16_t *)b;
  if (weightsToSort[x] != weightsToSort[y]) return weightsToSort[x] < weightsToSort[y] ? -1 : 1;
  return x - y;
}

/// Lengths of a Huffman code from weights, by two queues: sorted leaves and made nodes.
static bool makeLengths(const uint32_t *weights, uint8_t *lengths) {
  uint16_t leaves[symbolCount];
  int leafCount = 0;
  for (int i = 0; i < symbolCount; i++) {
    lengths[i] = 0;
    if (weights[i]) leaves[leafCount++] = (uint16_t)i;
  }
  weightsToSort = weights;
  qsort(leaves, (size_t)leafCount, sizeof leaves[0], byWeight);
  if (leafCount == 1) {
    lengths[leaves[0]] = 1;
    return true;
  }
  uint32_t sums[symbolCount];
  int parents[2 * symbolCount], nextLeaf = 0, nextNode = 0, nodes = 0;
  while (nodes < leafCount - 1) {
    uint32_t sum = 0;
    for (int k = 0; k < 2; k++) {
      bool leaf = nextLeaf < leafCount
                  && (nextNode == nodes || weights[leaves[nextLeaf]] <= sums[nextNode]);
      sum += leaf ? weights[leaves[nextLeaf]] : sums[nextNode];
      parents[leaf ? nextLeaf++ : symbolCount + nextNode++] = nodes;
    }
    sums[nodes++] = sum;
  }
  int depths[symbolCount];
  depths[nodes - 1] = 0;
  for (int i = nodes - 2; i >= 0; i--) depths[i] = depths[parents[symbolCount + i]] + 1;
  for (int i = 0; i < leafCount; i++) {
    int depth = depths[parents[i]] + 1;
    if (depth > maxLength) return false;
    lengths[leaves[i]] = (uint8_t)depth;
  }
  return true;
}

static void makeCodes(Code *code) {
  uint32_t next = 0;
  for (int length = 1; length <= maxLength; length++) {
    for (int i = 0; i < symbolCount; i++) {
      if (code->lengths[i] == length) code->codes[i] = next++;
    }
    next <<= 1;
  }
}

static size_t pack(const uint8_t *data, size_t size, uint8_t *packed) {
  Token *tokens = malloc((size + 1) * sizeof *tokens);
  size_t count = findTokens(data, size, tokens);
  uint32_t weights[symbolCount] = {0};
  for (size_t i = 0; i < count; i++) weights[tokens[i].symbol]++;
  Code code;
  while (!makeLengths(weights, code.lengths)) {
    for (int i = 0; i < symbolCount; i++) weights[i] = (weights[i] + 1) / 2;
  }
  makeCodes(&code);
  Writer writer = {.bytes = packed};
  for (int i = 0; i < symbolCount; i++) put(&writer, code.lengths[i], 5);
  for (size_t i = 0; i < count; i++) {
    put(&writer, code.codes[tokens[i].symbol], code.lengths[tokens[i].symbol]);
    if (tokens[i].distance) put(&writer, tokens[i].distance, distanceBits);
  }
  put(&writer, 0, 7);
  free(tokens);
  return writer.length;
}

typedef struct {
  const uint8_t *bytes;
  size_t at; // in bits
} Reader;

static uint32_t get(Reader *reader, int bits) {
  uint32_t value = 0;
  for (; bits > 0; bits--, reader->at++) {
    value = value << 1 | (reader->bytes[reader->at >> 3] >> (7 - (reader->at & 7)) & 1);
  }
  return value;
}

static size_t unpack(const uint8_t *packed, uint8_t *data) {
  Reader reader = {packed, 0};
  Code code;
  uint32_t counts[maxLength + 1] = {0}, first[maxLength + 1], offsets[maxLength + 1];
  uint16_t sorted[symbolCount];
  for (int i = 0; i < symbolCount; i++) counts[code.lengths[i] = (uint8_t)get(&reader, 5)]++;
  uint32_t next = 0, offset = 0;
  for (int length = 1; length <= maxLength; length++) {
    first[length] = next;
    offsets[length] = offset;
    for (int i = 0; i < symbolCount; i++) {
      if (code.lengths[i] == length) sorted[offset++] = (uint16_t)i;
    }
    next = (next + counts[length]) << 1;
  }
  size_t size = 0;
  for (;;) {
    uint32_t bits = 0, symbol = 0;
    for (int length = 1;; length++) {
      if (length > maxLength) return 0;
      bits = bits << 1 | get(&reader, 1);
      if (bits - first[length] < counts[length] && bits >= first[length]) {
        symbol = sorted[offsets[length] + bits - first[length]];
        break;
      }
    }
    if (symbol == endSymbol) return size;
    if (symbol < 256) {
      data[size++] = (uint8_t)symbol;
      continue;
    }
    uint32_t distance = get(&reader, distanceBits);
    for (uint32_t length = symbol - 257 + minMatch; length > 0; length--, size++) {
      data[size] = data[size - distance];
    }
  }
}

static uint32_t adler(const uint8_t *data, size_t size) {
  uint32_t a = 1, b = 0;
  for (size_t i = 0; i < size; i++) {
    a = (a + data[i]) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

static uint32_t random32(uint32_t *x) {
  *x ^= *x << 13;
  *x ^= *x >> 17;
  *x ^= *x << 5;
  return *x;
}

static void fillText(uint8_t *data, size_t size) {
  static const char *const words[] = {"spring", "wheel",   "pallet", "fork",
                                      "jewel",  "balance", "tick",   "escape"};
  uint32_t seed = 4;
  for (size_t at = 0; at < size;) {
    const char *word = words[random32(&seed) % 8];
    while (*word && at < size) data[at++] = (uint8_t)*word++;
    if (at < size) data[at++] = random32(&seed) % 9 ? ' ' : '\n';
  }
}

static void fillRecords(uint8_t *data, size_t size) {
  uint32_t seed = 5, value = 0;
  for (size_t at = 0; at < size; at++) {
    if (at % 16 == 0) value += random32(&seed) % 50;
    data[at] = at % 16 < 4 ? (uint8_t)(value >> 8 * (at % 4)) : (uint8_t)(at % 16 * 11);
  }
}

static void fillNoise(uint8_t *data, size_t size) {
  uint32_t seed = 6;
  for (size_t at = 0; at < size; at++) data[at] = (uint8_t)random32(&seed);
}

int main(void) {
  static const struct {
    const char *name;
    size_t size;
    void (*fill)(uint8_t *, size_t);
  } inputs[] = {
      {"text", 500000, fillText},
      {"records", 400000, fillRecords},
      {"noise", 148576, fillNoise},
      {"empty", 0, fillText},
  };
  for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
    size_t size = inputs[i].size;
    uint8_t *data = malloc(size + 1), *packed = malloc(3 * size + 1000),
            *unpacked = malloc(size + maxMatch);
    inputs[i].fill(data, size);
    size_t packedSize = pack(data, size, packed);
    size_t unpackedSize = unpack(packed, unpacked);
    bool same = unpackedSize == size && memcmp(data, unpacked, size) == 0;
    printf("%-8s %7zu -> %7zu bytes, checksums %08x %08x, %s\n", inputs[i].name, size, packedSize,
           adler(data, size), adler(packed, packedSize), same ? "same" : "DIFFERENT");
    free(data);
    free(packed);
    free(unpacked);
    if (!same) return 1;
  }
  return 0;
}
