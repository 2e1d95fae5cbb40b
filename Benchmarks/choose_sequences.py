#!/usr/bin/env python3
"""Chooses the sequences of instructions that share a handler, and writes CInterp/include/fused_handlers.h.

    choose_sequences.py [--pairs N] [--triples N] [COUNTS ...]

Each file of COUNTS is what one program wrote to standard error in a build that counts dispatches:

    swift build -c release --traits defaults,DispatchCounts --scratch-path .build-counts
    .build-counts/release/escapement run program.wasm 2>program.counts

Every program has the same weight, and none may press one sequence by more than a twenty-fifth, so that programs which
nobody counted gain as well. Sequences of three are not counted but estimated from the pairs. A sequence and the same
one with the registers p and q exchanged vouch for each other.

Without COUNTS, the sequences of the header stay, but for those with handlers that no longer exist, and are brought into
the order of the handlers' numbers, in which they must be: after a change of the handlers.
"""
import argparse
import collections
import os
import pathlib
import re
import subprocess

INCLUDE = pathlib.Path(__file__).resolve().parent.parent / "CInterp/include"
HEADER = INCLUDE / "fused_handlers.h"
LARGEST_SHARE = 0.04
SMALLEST_TRIPLE = 0.0005
MIRROR_WEIGHT = 0.6

OBJECTS = r"new_|get_field|set_field|get_element|set_element|array|test_|cast_|make_i31|get_i31"
LEAVES = r"host|runtime|finish|translate|switch|trap_|fuel|atomic|shared|tail|call_reference|enter"
RANGES = r"memory_copy|memory_fill|memory_init|table_"
WIDE = r"i64_add128|i64_sub128|i64_mul_wide"
# What may not be the last of a sequence, and what may not be before another.
NEVER_LAST = re.compile(f"({OBJECTS}|{LEAVES}|{WIDE}|{RANGES})")
NEVER_FIRST = re.compile(f"({OBJECTS}|{LEAVES}|{WIDE}|{RANGES}|branch|call|return)")

def handler_numbers():
    """The numbers of all handlers, by name."""
    command = [os.environ.get("CLANG", "clang"), "-E", "-P", "-x", "c", f"-I{INCLUDE}", "-"]
    text = subprocess.run(command, input='#include "handlers.h"', check=True, capture_output=True, text=True).stdout
    names = re.search(r"enum Handler \{(.*?)handler_count", text, re.DOTALL)[1]
    return {name.strip().removeprefix("Handler_"): number for number, name in enumerate(names.split(",")[:-1])}

def read(path):
    """The counts of one program: of handlers, and of pairs."""
    handlers, pairs = {}, {}
    for line in pathlib.Path(path).read_text(errors="replace").splitlines():
        words = line.split()
        if len(words) == 3 and words[0] == "handler":
            handlers[words[2]] = int(words[1])
        elif len(words) == 4 and words[0] == "pair":
            pairs[words[2], words[3]] = int(words[1])
    return handlers, pairs

def mirrored(handler):
    operation, places, variant = handler.rsplit("_", 2)
    exchange = str.maketrans("pq", "qp")
    return "_".join([operation, places.translate(exchange), variant.translate(exchange)])

def with_mirrors(weights, known):
    result = collections.Counter(weights)
    for sequence, weight in weights.items():
        mirror = tuple(map(mirrored, sequence))
        if mirror != sequence and known.issuperset(mirror):
            result[mirror] += MIRROR_WEIGHT * weight
    return result

def weigh(programs):
    """The weights of all pairs and triples."""
    pairs, triples = collections.Counter(), collections.Counter()
    for handlers, counted in programs:
        total = sum(handlers.values())
        following = collections.defaultdict(list)
        for (first, second), count in counted.items():
            following[first].append((second, count))
        for (first, second), count in counted.items():
            if NEVER_FIRST.match(first):
                continue
            if not NEVER_LAST.match(second):
                pairs[first, second] += min(count / total, LARGEST_SHARE)
            if NEVER_FIRST.match(second) or second not in handlers:
                continue
            for third, next_count in following[second]:
                share = count * next_count / handlers[second] / total
                if share > SMALLEST_TRIPLE and not NEVER_LAST.match(third):
                    triples[first, second, third] += min(share, LARGEST_SHARE)
    return pairs, triples

def table(name, sequences, numbers):
    rows = [f"  X({', '.join(sequence)})" for sequence in sorted(sequences, key=lambda row: [numbers[s] for s in row])]
    return f"#define {name}(X) \\\n" + " \\\n".join(rows) + "\n"

def pattern(name):
    return re.compile(rf"#define {name}\(X\) \\\n(?:.*\\\n)*.*\n")

def present(text, name):
    """The sequences in one of the header's tables."""
    return [tuple(row.split(", ")) for row in re.findall(r"  X\((.*)\)", pattern(name).search(text)[0])]

def replaced(text, name, sequences, numbers):
    """The header with other rows in one of its tables."""
    known = [sequence for sequence in sequences if numbers.keys() >= set(sequence)]
    return pattern(name).sub(lambda _: table(name, known, numbers), text, count=1)

def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--pairs", type=int, default=1200)
    options.add_argument("--triples", type=int, default=500)
    options.add_argument("counts", nargs="*")
    options = options.parse_args()
    numbers = handler_numbers()
    if not options.counts:
        text = HEADER.read_text()
        for name in ["FUSED_PAIRS", "FUSED_TRIPLES"]:
            text = replaced(text, name, present(text, name), numbers)
        HEADER.write_text(text)
        return
    programs = [program for program in map(read, options.counts) if program[0]]
    # Exists for sure what has been seen.
    known = {handler for handlers, _ in programs for handler in handlers}
    pairs, triples = (with_mirrors(weights, known) for weights in weigh(programs))
    text = HEADER.read_text()
    text = replaced(text, "FUSED_PAIRS", [s for s, _ in pairs.most_common(options.pairs)], numbers)
    text = replaced(text, "FUSED_TRIPLES", [s for s, _ in triples.most_common(options.triples)], numbers)
    HEADER.write_text(text)
    print(f"{len(programs)} programs; the pairs cover {sum(w for _, w in pairs.most_common(options.pairs)) / len(programs):.0%} "
          "of what follows one another")

if __name__ == "__main__":
    main()
