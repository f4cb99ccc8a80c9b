/** Equity points of a ledger in PostgreSQL. */

import { type EquityPoints, type EquityRow, type EquityStretch, STRETCH_MS } from '../port.ts'
import { type AccountRows, HELD, type Row } from './database.ts'

/** Reads and writes the equity points of an account. */
export function storedEquity(ledger: AccountRows): EquityPoints {
  return {
    async saveEquity(resolution, rows) {
      const points = JSON.stringify(rows.map((row) => ({ time: row.time, body: JSON.stringify(row) })))
      const length = resolution === 'second' ? 0 : STRETCH_MS[resolution]
      await ledger.write(SAVE, resolution, points, length)
    },
    async equity(resolution, from, to) {
      const sql = `SELECT body FROM equity WHERE account = $1 AND resolution = $2 AND time >= $3 AND time < $4
        ORDER BY time`
      return (await ledger.all(sql, resolution, from, to)).map(parsed<EquityRow>)
    },
    async equityWithin(resolution, spans) {
      const sql = `SELECT e.body FROM json_to_recordset($3) AS x("from" bigint, "to" bigint)
        JOIN equity e ON e.account = $1 AND e.resolution = $2 AND e.time >= x."from" AND e.time < x."to" ORDER BY e.time`
      return (await ledger.all(sql, resolution, JSON.stringify(spans))).map(parsed<EquityRow>)
    },
    async pruneEquity(resolution, before) {
      const sql = `${HELD}, changed AS (
          DELETE FROM equity_stretches s USING held WHERE s.account = $1 AND s.resolution = $3 AND s.begin < $4)
        DELETE FROM equity e USING held WHERE e.account = $1 AND e.resolution = $3 AND e.time < $4`
      await ledger.write(sql, resolution, before)
    },
    async saveStretches(resolution, stretches) {
      const rows = stretches.map((one) => ({ begin: one.begin, since: one.since, body: JSON.stringify(one) }))
      const sql = `${HELD} INSERT INTO equity_stretches (account, resolution, begin, since, body)
        SELECT $1, $3, x.begin, x.since, x.body FROM held, json_to_recordset($4) AS x(begin bigint, since bigint, body text)
        ON CONFLICT (account, resolution, begin) DO UPDATE SET since = excluded.since, body = excluded.body`
      await ledger.write(sql, resolution, JSON.stringify(rows))
    },
    async stretches(resolution, from, to) {
      const sql = `SELECT body FROM equity_stretches WHERE account = $1 AND resolution = $2 AND begin >= $3 AND begin < $4
        ORDER BY begin`
      return (await ledger.all(sql, resolution, from, to)).map(parsed<EquityStretch>)
    },
    async stretchesEnd(resolution) {
      const sql = 'SELECT max(begin) AS begin FROM equity_stretches WHERE account = $1 AND resolution = $2'
      const begin = (await ledger.all(sql, resolution))[0]?.['begin'] ?? null
      return begin === null ? 0 : Number(begin) + STRETCH_MS[resolution]
    },
  }
}

const parsed = <T>({ body }: Row): T => JSON.parse(String(body)) as T

/** A point also changes the stretches that have it, or follow it: one that follows it is less than a length away. */
const SAVE = `${HELD}, points AS (SELECT x.time, x.body FROM held, json_to_recordset($4) AS x(time bigint, body text)),
  changed AS (
    DELETE FROM equity_stretches s USING points p WHERE s.account = $1 AND s.resolution = $3
      AND s.begin > p.time - $5::bigint AND s.begin <= p.time + $5::bigint AND s.since <= p.time)
  INSERT INTO equity (account, resolution, time, body) SELECT $1, $3, p.time, p.body FROM points p
  ON CONFLICT (account, resolution, time) DO UPDATE SET body = excluded.body`
