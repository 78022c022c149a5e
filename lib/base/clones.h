/* Kernels that are compiled for several instruction sets; at run time the best one of the machine
 * is chosen. */
#ifndef PHATE_BASE_CLONES_H
#define PHATE_BASE_CLONES_H

/* Only with gcc: clang 14 gives a clone a name that no other file finds, and gives static clones of
 * the same name in two files one common name. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__clang__)
#define CLONED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONED
#endif

/* A function that such a kernel calls must be inlined into it: else it would be compiled for the
 * plainest machine. */
#define CLONED_INLINE static inline __attribute__((always_inline))

#endif
