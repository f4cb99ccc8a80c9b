/** Stored past states, every 2,048 events: a past state is folded from the newest of them that is part of the question. */

import { brotliDecompressSync } from 'node:zlib'
import { SPAN_EVENTS } from '../archive/file.ts'
import { packed } from '../packing.ts'
import { PastFold, type PastQuestion, type PastState } from '../past-state.ts'
import { type AccountRows, HELD, type Row } from './database.ts'
import { decoded } from './decoded.ts'
import { eventsAfter } from './event-log.ts'

/** Question about everything. */
export const ALL_EVENTS: PastQuestion = { seq: Number.MAX_SAFE_INTEGER }
const EVENTS_AT_ONCE = 1_024

/** Stores the next past states of an account where their events are committed. @param last number of the newest event */
export async function markStates(ledger: AccountRows, last: number): Promise<void> {
  const [newest] = await ledger.all('SELECT n, body FROM past_states WHERE account = $1 ORDER BY n DESC LIMIT 1')
  let from = Number(newest?.['n'] ?? 0)
  const fold = new PastFold(ALL_EVENTS, newest && stateOf(newest))
  for (; from + SPAN_EVENTS <= last; from += SPAN_EVENTS) {
    const events = await eventsAfter(ledger, from, SPAN_EVENTS)
    for (const event of events) fold.take(event)
    const state = fold.read()
    const latest = state.seen.reduce((most, { time }) => Math.max(most, time), 0)
    await ledger.write(
      `${HELD}
       INSERT INTO past_states (account, n, seq, max_time, body) SELECT $1, $3, $4, $5, $6 FROM held
       ON CONFLICT (account, n) DO NOTHING`,
      ...[from + SPAN_EVENTS, events.at(-1)?.seq ?? 0, latest, packed(JSON.stringify(state))],
    )
  }
}

/** The state after the events of a question. @param turn lets other work run */
export async function readPastState(
  ledger: AccountRows,
  until: PastQuestion,
  turn: () => Promise<void>,
): Promise<PastState> {
  const seq = Math.min(until.seq, Number.MAX_SAFE_INTEGER)
  const time = until.time ?? Number.MAX_SAFE_INTEGER
  const sql = `SELECT n, body FROM past_states WHERE account = $1 AND seq <= $2 AND max_time <= $3 ORDER BY n DESC LIMIT 1`
  const [mark] = await ledger.all(sql, seq, time)
  const fold = new PastFold(until, mark && stateOf(mark))
  for (let n = Number(mark?.['n'] ?? 0); ;) {
    const events = await eventsAfter(ledger, n, EVENTS_AT_ONCE)
    for (const event of events) fold.take(event)
    const last = events.at(-1)
    if (last === undefined || events.length < EVENTS_AT_ONCE || last.seq >= until.seq) return fold.read()
    n = last.n
    await turn()
  }
}

/** The past state in a row's column `body`. @throws {DataFolderError} `LEDGER_CORRUPT` */
export function stateOf({ body }: Row): PastState {
  return decoded(() => JSON.parse(brotliDecompressSync(body as Uint8Array).toString('utf8')) as PastState)
}
