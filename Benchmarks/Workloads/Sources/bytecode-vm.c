// A stack machine inside the guest: one `br_table` per interpreted instruction.
// Its program adds up the lengths of Collatz sequences.
#include "workload.h"

typedef enum {
  opPush, opLoad, opStore, opAdd, opSubtract, opMultiply, opShiftRight, opAnd, opLess, opEqual,
  opJump, opJumpIfZero, opDuplicate, opDrop, opSwap, opHalt,
} Opcode;

enum { varN, varSteps, varStart, varLimit, varTotal };

static const int32_t program[] = {
  /*  0 */ opPush, 1, opStore, varStart,
  /*  4 */ opLoad, varStart, opStore, varN,                                     // next:
  /*  8 */ opPush, 0, opStore, varSteps,
  /* 12 */ opLoad, varN, opPush, 1, opEqual, opJumpIfZero, 21,                  // test:
  /* 19 */ opJump, 54,
  /* 21 */ opLoad, varN, opDuplicate, opPush, 1, opAnd, opJumpIfZero, 39,       // step:
  /* 29 */ opPush, 3, opMultiply, opPush, 1, opAdd, opStore, varN, opJump, 44,  // odd
  /* 39 */ opPush, 1, opShiftRight, opStore, varN,                              // even
  /* 44 */ opLoad, varSteps, opPush, 1, opAdd, opStore, varSteps,
  /* 51 */ opJump, 12, opHalt,
  /* 54 */ opLoad, varTotal, opLoad, varSteps, opSwap, opDuplicate, opDrop,      // done:
  /* 61 */ opAdd, opStore, varTotal,
  /* 64 */ opLoad, varStart, opPush, 1, opAdd, opDuplicate, opStore, varStart,
  /* 72 */ opLoad, varLimit, opLess, opJumpIfZero, 79,
  /* 77 */ opJump, 4,
  /* 79 */ opHalt,
};

NOINLINE static int32_t interpret(int32_t limit) {
  int32_t stack[16], variables[8] = {0};
  int32_t *top = stack;  // the next free cell
  const int32_t *pc = program;
  variables[varLimit] = limit;
  for (;;) {
    switch ((Opcode)*pc++) {
    case opPush: *top++ = *pc++; break;
    case opLoad: *top++ = variables[*pc++]; break;
    case opStore: variables[*pc++] = *--top; break;
    case opAdd: top--; top[-1] += top[0]; break;
    case opSubtract: top--; top[-1] -= top[0]; break;
    case opMultiply: top--; top[-1] *= top[0]; break;
    case opShiftRight: top--; top[-1] = (int32_t)((uint32_t)top[-1] >> top[0]); break;
    case opAnd: top--; top[-1] &= top[0]; break;
    case opLess: top--; top[-1] = top[-1] < top[0]; break;
    case opEqual: top--; top[-1] = top[-1] == top[0]; break;
    case opJump: pc = program + *pc; break;
    case opJumpIfZero: pc = *--top == 0 ? program + *pc : pc + 1; break;
    case opDuplicate: top[0] = top[-1]; top++; break;
    case opDrop: top--; break;
    case opSwap: { int32_t t = top[-1]; top[-1] = top[-2]; top[-2] = t; break; }
    case opHalt: return variables[varTotal];
    }
  }
}

EXPORT(run) uint64_t run(uint32_t iterations) { return (uint32_t)interpret((int32_t)iterations); }
