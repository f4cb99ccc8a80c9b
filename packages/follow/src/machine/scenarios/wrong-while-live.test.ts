/** Faults one by one: how long figures are wrong while the account says live. The table in docs/evidence/reliability.md has the same rows. */

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { Rig } from '../../testing/rig.ts'
import { startedRig } from '../../testing/truth.ts'
import { type Wrong, watched } from '../../testing/wrong-while-live.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const LIMIT = 3 * SECOND
const DOC = new URL('../../../../../docs/evidence/reliability.md', import.meta.url)

type Act = () => void

/** Buys and sells back, at once filled. */
function trader({ venue }: Rig): Act {
  let turn = 0
  return () => venue.fill(venue.place('MXUSDT', turn++ % 2 === 0 ? 'BUY' : 'SELL', '2', '3') ?? '', '3')
}

/** Loses pushes of one kind: all, or every fifth. */
function loses(rig: Rig, kind: string, every = 1): void {
  let count = 0
  rig.fate = ({ body }) => (body.kind === kind && count++ % every === 0 ? [] : [0])
}

/** The socket brings nothing more; its heartbeat ends it after 5 s, and another one is there a second later. */
function stall(rig: Rig): void {
  rig.stalled = true
  rig.time.after(5 * SECOND, () => rig.down('HEARTBEAT_SILENT'))
  rig.time.after(6 * SECOND, () => rig.up())
}

type Fault = {
  readonly name: string
  readonly everyMs?: number
  readonly prepare?: (rig: Rig) => void
  readonly begin: (rig: Rig) => void
  readonly act?: (rig: Rig) => Act
  /** 3 s by default: two faults at once are given the time of `stale`. */
  readonly limitMs?: number
}

const FAULTS: readonly Fault[] = [
  { name: 'account channel silent for good', begin: (rig) => loses(rig, 'privateAccount') },
  { name: 'orders channel silent for good', begin: (rig) => loses(rig, 'privateOrders') },
  { name: 'deals channel silent for good', begin: (rig) => loses(rig, 'privateDeals') },
  { name: 'every fifth balance push lost', begin: (rig) => loses(rig, 'privateAccount', 5) },
  { name: 'every fifth order push lost', begin: (rig) => loses(rig, 'privateOrders', 5) },
  { name: 'every fifth deal push lost', begin: (rig) => loses(rig, 'privateDeals', 5) },
  { name: 'stall, PING answered, a trade every second', everyMs: SECOND, begin: stall },
  { name: 'stall, PING answered, a trade every 5 s', begin: stall },
  {
    name: 'stall, PING answered, idle for 10 minutes before',
    begin: stall,
    prepare: () => undefined,
    act:
      ({ venue }) =>
      () =>
        venue.deposit('USDT', '5'),
    everyMs: 10 * MINUTE,
  },
  {
    name: 'socket half-open, REST silent too',
    limitMs: 10 * SECOND,
    begin: (rig) => {
      stall(rig)
      rig.venue.restDown = true
      rig.time.after(MINUTE, () => void (rig.venue.restDown = false))
    },
  },
  {
    name: 'REST lags 8 s behind, socket lost',
    prepare: (rig) => void (rig.venue.lagMs.balances = 8 * SECOND),
    begin: (rig) => {
      rig.down()
      rig.time.after(SECOND, () => rig.up())
    },
  },
  {
    name: 'REST answers 504, socket lost',
    begin: (rig) => {
      rig.venue.restDown = true
      rig.down()
      rig.time.after(SECOND, () => rig.up())
      rig.time.after(MINUTE, () => void (rig.venue.restDown = false))
    },
  },
  {
    name: 'empty answer of balances, three times',
    prepare: (rig) => {
      let left = 0
      rig.rewire((real) => ({ balances: () => (left-- > 0 ? Promise.resolve([]) : real.balances()) }))
      rig.fate = () => [0]
      rig.time.after(3 * MINUTE, () => void (left = 3))
    },
    begin: (rig) => rig.undecodable(),
  },
  {
    name: 'pushes up to 200 ms out of order',
    everyMs: SECOND,
    begin: (rig) => {
      let count = 0
      rig.fate = () => [(count++ % 3) * 100]
    },
  },
  { name: 'clock off by 5 s', begin: (rig) => void (rig.venue.clockOffMs = 5 * SECOND) },
  {
    name: 'symbol delisted with an open order',
    begin: (rig) => {
      const { venue } = rig
      venue.place('ETHUSDT', 'BUY', '1', '10')
      venue.refused.add('ETHUSDT')
      loses(rig, 'privateOrders')
      for (const id of venue.openIds()) venue.cancel(id)
      rig.fate = () => [0]
    },
  },
]

async function measured({ begin, prepare, act = trader, everyMs = 5 * SECOND }: Fault): Promise<Wrong> {
  const rig = new Rig()
  rig.beats = true
  prepare?.(rig)
  await startedRig(rig)
  await rig.time.advance(10 * MINUTE)
  begin(rig)
  return watched(rig, 5 * MINUTE, act(rig), everyMs)
}

const seconds = (ms: number): string => `${(ms / SECOND).toFixed(1)} s`

it.each(FAULTS.map((fault) => [fault.name, fault] as const))(
  '%s: no figure is wrong for longer than its limit',
  async (name, fault) => {
    const { limitMs = LIMIT } = fault
    const { longest, total } = await measured(fault)
    expect(longest).toBeLessThanOrEqual(limitMs)
    const rows = readFileSync(DOC, 'utf8')
      .split('\n')
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      )
    const row = rows.find(([first]) => first === name)
    expect(row).toEqual([name, seconds(longest), seconds(total), seconds(limitMs)])
  },
)
