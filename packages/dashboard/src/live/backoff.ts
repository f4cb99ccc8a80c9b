/** Delay before the next try. */

/** Full jitter: uniform in [0, min(capMs, baseMs · 2^attempt)). `attempt` counts from 0; `random` is uniform in [0, 1). */
export function backoffMs(attempt: number, random: () => number, baseMs = 400, capMs = 20_000): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30)))
}
