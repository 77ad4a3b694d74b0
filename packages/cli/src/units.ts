const BYTE_UNITS = ["kB", "MB", "GB", "TB", "PB"] as const;

/** Bytes for people, in powers of 1,000: `999 B`, `1.5 kB`, `38.4 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = -1;
  // 999.95 would be written as "1000.0".
  while ((unit < 0 ? value >= 1000 : value >= 999.95) && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return unit < 0 ? `${Math.round(value)} B` : `${value.toFixed(1)} ${BYTE_UNITS[unit]}`;
}

/** Milliseconds for people: `80 ms`, `4.2 s`, `1m 05s`, `2h 03m`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${pad(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
}

/** A whole number with thousands separated: `1,234`. */
export function formatCount(count: number | bigint): string {
  return count.toLocaleString("en-US");
}

/** A fraction of 1 as a whole percentage that says 0% and 100% only of none and all. */
export function formatShare(share: number): string {
  const percent = Math.round(share * 100);
  if (percent === 0 && share > 0) return "<1%";
  return percent === 100 && share < 1 ? ">99%" : `${percent}%`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
