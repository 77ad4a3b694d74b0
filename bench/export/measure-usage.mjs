// What a whole process has used so far, imports included.
export function measureUsage() {
  const { user, system } = process.cpuUsage();
  return {
    cpu: (user + system) / 1e6,
    wall: performance.now() / 1000,
    peak: process.resourceUsage().maxRSS * 1024,
  };
}
