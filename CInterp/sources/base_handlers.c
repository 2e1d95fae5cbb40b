#include "base_handlers.h"

#define BASE_HANDLER_FLAG(name) [Handler_##name] = true,
#undef BASE_HANDLER_NUMBER
#define BASE_HANDLER_NUMBER BASE_HANDLER_FLAG

static const bool flags[handler_count] = {PLAIN_HANDLERS(BASE_HANDLER)};

bool handler_is_base(Handler handler) { return flags[handler]; }
