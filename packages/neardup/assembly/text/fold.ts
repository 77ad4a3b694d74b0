import { FOLDED, SPACE, workBytes } from "./work";

/**
 * Folds and tokenises the text of `length` bytes at `text` into the work area at `work`, which has
 * workBytes(length) bytes (see work.ts).
 * @returns the number of tokens
 */
export function foldTokens(text: usize, length: usize, work: usize): i32 {
  const top = work + workBytes(length);
  const end = text + length;
  let out = work + FOLDED;
  let tokens = 0;
  let open = false;
  for (let p = text; p < end; p++) {
    let c = <i32>load<u8>(p);
    if (c >= 0x41 && c <= 0x5a) c |= 0x20;
    const word = (c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39) || c == 0x5f || c >= 0x80;
    if (word) {
      if (!open) {
        tokens++;
        store<u32>(top - (<usize>tokens << 2), <u32>out);
        open = true;
      }
      store<u8>(out++, <u8>c);
    } else if (open) {
      store<u8>(out++, SPACE);
      open = false;
    }
  }
  if (open) store<u8>(out++, SPACE);
  store<u32>(work, <u32>top);
  store<u32>(work, tokens, 4);
  store<u32>(top - (<usize>(tokens + 1) << 2), <u32>out);
  return tokens;
}
