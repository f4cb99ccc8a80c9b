/** Equity points of an in-memory store. */

import { type EquityPoints, type EquityRow, type EquityStretch, type Resolution, STRETCH_MS } from '../port.ts'

/** Equity points of a disk, by resolution and time, and their stretches as JSON, by resolution and beginning. */
export class EquityDisk {
  readonly points = new Map<string, EquityRow>()
  readonly stretches = new Map<string, string>()
}

/** The equity points of a disk. */
export function memoryEquity({ points, stretches }: EquityDisk): EquityPoints {
  return {
    async saveEquity(resolution, rows) {
      for (const row of rows) points.set(`${resolution} ${row.time}`, row)
      if (resolution === 'second') return
      for (const { begin, since } of stretchRows(stretches, resolution))
        if (rows.some(({ time }) => since <= time && time < begin + STRETCH_MS[resolution]))
          stretches.delete(`${resolution} ${begin}`)
    },
    async equity(resolution, from, to) {
      return equityRows(points, resolution).filter((row) => row.time >= from && row.time < to)
    },
    async equityWithin(resolution, spans) {
      return equityRows(points, resolution).filter(({ time }) =>
        spans.some(({ from, to }) => time >= from && time < to),
      )
    },
    async pruneEquity(resolution, before) {
      for (const row of equityRows(points, resolution))
        if (row.time < before) points.delete(`${resolution} ${row.time}`)
      for (const { begin } of stretchRows(stretches, resolution))
        if (begin < before) stretches.delete(`${resolution} ${begin}`)
    },
    async saveStretches(resolution, made) {
      for (const one of made) stretches.set(`${resolution} ${one.begin}`, JSON.stringify(one))
    },
    async stretches(resolution, from, to) {
      return stretchRows(stretches, resolution).filter(({ begin }) => begin >= from && begin < to)
    },
    async stretchesEnd(resolution) {
      const last = stretchRows(stretches, resolution).at(-1)
      return last === undefined ? 0 : last.begin + STRETCH_MS[resolution]
    },
  }
}

function equityRows(points: ReadonlyMap<string, EquityRow>, resolution: Resolution): readonly EquityRow[] {
  return rowsOf(points, resolution).sort((a, b) => a.time - b.time)
}

function stretchRows(stretches: ReadonlyMap<string, string>, resolution: Resolution): readonly EquityStretch[] {
  const rows = rowsOf(stretches, resolution).map((text) => JSON.parse(text) as EquityStretch)
  return rows.sort((a, b) => a.begin - b.begin)
}

const rowsOf = <Row>(rows: ReadonlyMap<string, Row>, resolution: Resolution): Row[] =>
  [...rows].filter(([key]) => key.startsWith(`${resolution} `)).map(([, row]) => row)
