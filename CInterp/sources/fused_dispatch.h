// Handlers of whole sequences of instructions: see fused_handlers.h.
#ifndef FUSED_DISPATCH_H
#define FUSED_DISPATCH_H

#include "dispatch.h"

/// The handler for the longest known sequence that begins with these instructions, or NULL.
HandlerFunction *fused_handler_function(Handler first, Handler second, Handler third);

#endif
