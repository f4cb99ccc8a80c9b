/** The panel's hand on the exchange's time. */

import type { SandboxTime } from '../time/sandbox-time.ts'
import type { PanelReply } from './reply.ts'

/** One call moves time by at most 31 days, at most 1,000 times as fast as the machine's. */
const MOST_MS = 31 * 86_400_000
const MOST_RATE = 1_000

export function clockReply(time: SandboxTime): PanelReply {
  return { status: 200, body: { time: time.now(), rate: time.rate, paused: time.paused } }
}

/** Applies what the body says and answers when it is done. */
export async function moveClock(time: SandboxTime, body: Readonly<Record<string, unknown>>): Promise<PanelReply> {
  const { advanceMs, rate, paused } = body
  if (!isAbsentOr(advanceMs, 0, MOST_MS) || !isAbsentOr(rate, 0.001, MOST_RATE) || !isFlag(paused)) {
    const message = 'Send advanceMs (0 to 31 days), rate (0.001 to 1000) or paused (true or false).'
    return { status: 400, body: { code: 'BAD_BODY', message } }
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
