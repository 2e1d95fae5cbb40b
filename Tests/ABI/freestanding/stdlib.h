// As much of <stdlib.h> as clang's headers for x86 vectors mention; nothing of it is called.
#pragma once

#include <stddef.h>

void *malloc(size_t size);
void free(void *pointer);
