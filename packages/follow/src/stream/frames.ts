/** Times of the stream's frames: how late they come, up to when pushes arrived, and if a busy socket is mute. */

import { type StreamState, withStream } from './state.ts'

/** Silence of a socket on which frames come all the time from which it is mute, in ms. */
const MUTE_MS = 1_000

/** The stream after a push that the exchange sent at `sendTime`, received at `at`, both in exchange time. */
export function afterFrame(stream: StreamState, sendTime: number, at: number): StreamState {
  const { aliveAt } = aliveTo(stream, sendTime, at)
  const exchangeAt = Math.max(stream.exchangeAt, sendTime)
  return withStream(stream, { latencyMs: Math.max(0, at - sendTime), exchangeAt, aliveAt })
}

/** The stream of which every push up to a time has arrived; no time beyond the exchange's own is believed. */
export function aliveTo(stream: StreamState, time: number, at: number): StreamState {
  return withStream(stream, { aliveAt: Math.max(stream.aliveAt, Math.min(time, at)) })
}

/** The stream with its newest frame. `beats`: frames come all the time, so that silence tells something. */
export function afterBeat(
  stream: StreamState,
  { lastFrameAt, beats = false }: { readonly lastFrameAt?: number | undefined; readonly beats?: boolean | undefined },
  now: number,
): StreamState {
  const { beat, frameAt } = stream
  const isNew = lastFrameAt !== beat.frameSeen
  if (!isNew && beats === beat.isOn) return stream
  return withStream(stream, { beat: { ...beat, isOn: beats, frameSeen: lastFrameAt }, frameAt: isNew ? now : frameAt })
}

/** True if a normally busy socket has been silent. */
export function isMute({ beat, frameAt }: StreamState, now: number): boolean {
  return beat.isOn && now - frameAt >= MUTE_MS
}

/** The stream with its silence noticed; `undefined` where there is none, or it was noticed before. */
export function newlyMute(stream: StreamState, now: number): StreamState | undefined {
  const { beat, frameAt } = stream
  if (!isMute(stream, now) || beat.muteSince === frameAt) return undefined
  return withStream(stream, { beat: { ...beat, muteSince: frameAt } })
}
