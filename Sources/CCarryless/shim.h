// The processor's multiplication without carries, which Swift has no name for, as far as a CRC-64 needs it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// 16 bytes, as two words in the order of memory.
struct carryless_block {
    uint64_t first, second;
};

// How many bytes are folded in one step.
#define CARRYLESS_STEP 64

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

static inline bool carryless_is_available(void) {
    unsigned a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_PCLMUL) && (c & bit_SSE4_1);
}

// One block moved on by as many bits as `powers` say, to where `next` is.
__attribute__((target("pclmul,sse4.1"))) static inline __m128i
carryless_moved(__m128i block, __m128i powers, __m128i next) {
    __m128i first = _mm_clmulepi64_si128(block, powers, 0x00);
    __m128i second = _mm_clmulepi64_si128(block, powers, 0x11);
    return _mm_xor_si128(_mm_xor_si128(first, second), next);
}

// Folds `count` bytes, a multiple of CARRYLESS_STEP and not none, into 16 that have the same CRC-64/XZ: `start` is the
// register before them, and before the 16 it is none.
//
// The method is that of Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction"
// (Intel, 2009). A block that is D bits before another is multiplied by x^D modulo the polynomial: the constants are
// x^(D + 63) for its first word and x^(D - 1) for its second, their bits in the CRC's order.
__attribute__((target("pclmul,sse4.1"))) static inline struct carryless_block
carryless_folded(uint64_t start, const void *bytes, size_t count) {
    const __m128i by512 = _mm_set_epi64x(0x081f6054a7842df4, 0x6ae3efbb9dd441f3);
    const __m128i by128 = _mm_set_epi64x((long long)0xdabe95afc7875f40, (long long)0xe05dd497ca393ae4);
    const __m128i *block = (const __m128i *)bytes;
    const __m128i *end = block + count / sizeof(__m128i);
    __m128i a = _mm_xor_si128(_mm_loadu_si128(block), _mm_cvtsi64_si128((long long)start));
    __m128i b = _mm_loadu_si128(block + 1);
    __m128i c = _mm_loadu_si128(block + 2);
    __m128i d = _mm_loadu_si128(block + 3);
    for (block += 4; block < end; block += 4) {
        a = carryless_moved(a, by512, _mm_loadu_si128(block));
        b = carryless_moved(b, by512, _mm_loadu_si128(block + 1));
        c = carryless_moved(c, by512, _mm_loadu_si128(block + 2));
        d = carryless_moved(d, by512, _mm_loadu_si128(block + 3));
    }
    b = carryless_moved(a, by128, b);
    c = carryless_moved(b, by128, c);
    d = carryless_moved(c, by128, d);
    struct carryless_block result = {(uint64_t)_mm_cvtsi128_si64(d), (uint64_t)_mm_extract_epi64(d, 1)};
    return result;
}

#else

static inline bool carryless_is_available(void) {
    return false;
}

// Never called.
static inline struct carryless_block carryless_folded(uint64_t start, const void *bytes, size_t count) {
    (void)bytes;
    (void)count;
    struct carryless_block result = {start, 0};
    return result;
}

#endif
