/** Samples this process's resident memory until `stop` is called. */
export function watchMemory(everyMs) {
  const start = performance.now();
  const samples = [];
  const sample = () =>
    samples.push({
      minute: (performance.now() - start) / 60_000,
      mb: process.memoryUsage.rss() / 1e6,
    });
  sample();
  const timer = setInterval(sample, everyMs);
  return {
    samples,
    stop() {
      clearInterval(timer);
      sample();
    },
  };
}

/** By least squares, in MB (1e6 bytes) a minute, over the samples of the last `minutes`. */
export function findSlope(samples, minutes) {
  const end = samples.at(-1).minute;
  const last = samples.filter(({ minute }) => minute >= end - minutes);
  const [x, y] = [mean(last.map(({ minute }) => minute)), mean(last.map(({ mb }) => mb))];
  const spread = last.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0);
  const shared = last.reduce((sum, { minute, mb }) => sum + (minute - x) * (mb - y), 0);
  return spread === 0 ? 0 : shared / spread;
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
