/** Panel routes for the exchange's time. */

import { DAY_MS } from '@spotdeck/ports'
import type { SandboxTime } from '../../time/sandbox-time.ts'
import { type PanelReply, problem } from '../call/reply.ts'
import { type PanelRoute, type PanelWorld, flag, number, object } from '../call/route.ts'

/** One call moves time by at most a day, which takes seconds in which others are served, at most 1,000 times as fast as the machine's. */
const MAX_MS = DAY_MS
const MAX_RATE = 1_000

/** Routes for the exchange's time: read it, advance it, change its rate, pause it. */
export function clockRoutes({ rules }: PanelWorld): readonly PanelRoute[] {
  const answers = '{ time, rate, paused }'
  return [
    {
      call: 'GET /sandbox/clock',
      summary: "The exchange's time",
      answers,
      handle: () => clockReply(rules.time),
    },
    {
      call: 'POST /sandbox/clock',
      summary: 'Run time ahead by a day at most, change its rate, stop it or let it go on',
      body: object({ advanceMs: number, rate: number, paused: flag }),
      answers: `${answers}, when it is done`,
      handle: ({ body }) => moveClock(rules.time, body),
    },
  ]
}

/** Returns the exchange's time, its rate and whether it is paused. */
function clockReply(time: SandboxTime): PanelReply {
  return { status: 200, body: { time: time.now(), rate: time.rate, paused: time.paused } }
}

async function moveClock(time: SandboxTime, body: Readonly<Record<string, unknown>>): Promise<PanelReply> {
  const { advanceMs, rate, paused } = body
  if (typeof advanceMs === 'number' && advanceMs > MAX_MS) {
    const message = `One call moves time by at most a day (advanceMs ${MAX_MS}). Send it again until the "time" of an answer is late enough.`
    return problem(400, 'ADVANCE_TOO_LONG', message)
  }
  if (!isAbsentOr(advanceMs, 0, MAX_MS) || !isAbsentOr(rate, 0.001, MAX_RATE) || !isFlag(paused)) {
    const message = 'Send advanceMs (0 to 86400000, a day), rate (0.001 to 1000) or paused (true or false).'
    return problem(400, 'BAD_BODY', message)
  }
  if (typeof rate === 'number') time.setRate(rate)
  if (typeof paused === 'boolean') time.pause(paused)
  if (typeof advanceMs === 'number') await time.advance(Math.floor(advanceMs))
  return clockReply(time)
}

function isAbsentOr(value: unknown, least: number, most: number): boolean {
  return value === undefined || (typeof value === 'number' && value >= least && value <= most)
}

function isFlag(value: unknown): boolean {
  return value === undefined || typeof value === 'boolean'
}
