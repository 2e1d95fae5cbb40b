// How often which handlers run, and which one after which: only in builds that define ESCAPEMENT_COUNTS_DISPATCHES
// (the package trait DispatchCounts), which are slow.
#ifndef DISPATCH_COUNTS_H
#define DISPATCH_COUNTS_H

#include <stdbool.h>

#include "handlers.h"

/// Whether this build counts.
bool dispatches_are_counted(void);

/// How often `second` ran right after `first`, in this process. Not for concurrent use.
uint64_t dispatch_count(Handler first, Handler second);

#endif
