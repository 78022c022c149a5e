/* Kernels that are compiled for several instruction sets, of which the machine's best is taken at
 * run time. */
#ifndef PHATE_BASE_CLONES_H
#define PHATE_BASE_CLONES_H

/* By gcc alone: clang 14 gives a clone a name that no other file finds, and clones of the same name
 * in two files, though they are static, one name. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__clang__)
#define CLONED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONED
#endif

/* What such a kernel calls has to become part of it, or it would be compiled for the plainest
 * machine. */
#define CLONED_INLINE static inline __attribute__((always_inline))

#endif
