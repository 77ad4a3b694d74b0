/** The first address that the module itself does not use. */
export function heapBase(): usize {
  return align16(__heap_base);
}

/** Whether the `length` bytes at `a` and at `b` are equal. */
export function equalBytes(a: usize, b: usize, length: usize): bool {
  if (length < 8) {
    for (let i: usize = 0; i < length; i++) {
      if (load<u8>(a + i) != load<u8>(b + i)) return false;
    }
    return true;
  }
  const last = length - 8;
  for (let i: usize = 0; i < last; i += 8) {
    if (load<u64>(a + i) != load<u64>(b + i)) return false;
  }
  return load<u64>(a + last) == load<u64>(b + last);
}

/** Rounds an address or a length up to a multiple of 16. */
@inline
export function align16(value: usize): usize {
  return (value + 15) & ~15;
}

/** The least power of two >= `value`, and >= 16. */
@inline
export function powerOfTwo(value: u32): u32 {
  return value <= 16 ? 16 : 1 << (32 - <u32>clz<u32>(value - 1));
}
