/** Equity points of an in-memory store. */

import type { EquityPoints, EquityRow, Resolution } from './port.ts'

/** The equity points of a disk, by resolution and time. */
export function memoryEquity(points: Map<string, EquityRow>): EquityPoints {
  return {
    async saveEquity(resolution, rows) {
      for (const row of rows) points.set(`${resolution} ${row.time}`, row)
    },
    async equity(resolution, from, to) {
      return equityRows(points, resolution).filter((row) => row.time >= from && row.time < to)
    },
    async pruneEquity(resolution, before) {
      for (const row of equityRows(points, resolution))
        if (row.time < before) points.delete(`${resolution} ${row.time}`)
    },
  }
}

function equityRows(points: ReadonlyMap<string, EquityRow>, resolution: Resolution): readonly EquityRow[] {
  return [...points]
    .filter(([key]) => key.startsWith(`${resolution} `))
    .map(([, row]) => row)
    .sort((a, b) => a.time - b.time)
}
