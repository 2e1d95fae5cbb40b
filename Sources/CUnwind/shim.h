// Only unwinding of the calling thread is used.
#define UNW_LOCAL_ONLY
#include <libunwind.h>
