#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// How often the process has asked for memory so far; 0 for ever where that cannot be counted.
long vitrine_allocations(void);

#endif
