// All memory that the process allocates, in an arena that the emulator maps as well.
#ifndef ARENA_H
#define ARENA_H

/// The file that the arena is a mapping of.
int arena_descriptor(void);

#endif
