/** Orders and limits of lists, as ccxt has them. */

type Timed = { readonly timestamp?: number | undefined }

/** Oldest first. */
export const byTime = <T extends Timed>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0))

/** The first `limit` since a time in ms; without `since` the last. */
export function within<T extends Timed>(rows: readonly T[], since: number | undefined, limit: number | undefined): T[] {
  if (since === undefined) return limit === undefined ? [...rows] : rows.slice(-limit)
  return rows.filter(({ timestamp = 0 }) => timestamp >= since).slice(0, limit)
}

/** `until` of a call's parameters, in ms. */
export const untilOf = (params: Readonly<Record<string, unknown>> = {}): number | undefined =>
  typeof params['until'] === 'number' ? params['until'] : undefined
