import { fromBinary } from '@bufbuild/protobuf'
import { decodePush, encodePush, type Push, WireError } from '@spotdeck/wire'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bodiesOf, frameOf, plainPush, readWrapper } from './protobuf-schema.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

const wrapper = readWrapper()
const bodies = bodiesOf(wrapper)

test('the witness sees the fifteen bodies of the exchange', () => {
  expect(bodies.map((field) => field.number)).toEqual(Array.from({ length: 15 }, (_, i) => 301 + i))
})

describe.each(bodies.map((field) => ({ name: field.name, field })))('$name', ({ field }) => {
  test('frames written by protobuf-es decode to the same values', () => {
    fc.assert(
      fc.property(frameOf(wrapper, field), ({ frame, push }) => {
        expect(decodePush(frame)).toEqual({ ...push, unknown: [] })
      }),
    )
  })

  test('frames written by us equal those of protobuf-es byte for byte, and decode there', () => {
    fc.assert(
      fc.property(frameOf(wrapper, field), ({ frame, push }) => {
        const ours = encodePush(push as Push)
        expect(plainPush(wrapper, fromBinary(wrapper, ours))).toEqual(push)
        expect(Buffer.from(ours).equals(Buffer.from(frame))).toBe(true)
      }),
    )
  })
})

const damage = fc.array(fc.tuple(fc.nat({ max: 400 }), fc.integer({ min: 0, max: 255 })), { maxLength: 6 })
const damaged = fc
  .tuple(fc.oneof(...bodies.map((field) => frameOf(wrapper, field))), damage, fc.option(fc.nat({ max: 400 })))
  .map(([{ frame }, changes, cut]) => {
    const bytes = Uint8Array.from(frame)
    for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value
    return cut === null ? bytes : bytes.subarray(0, cut % (bytes.length + 1))
  })

test('damaged frames decode as in protobuf-es or give a typed error', () => {
  let agreed = 0
  fc.assert(
    fc.property(damaged, (frame) => {
      const ours = attempt(() => decodePush(frame))
      const theirs = attempt(() => plainPush(wrapper, fromBinary(wrapper, frame)))
      if (ours instanceof Error) {
        expect(ours).toBeInstanceOf(WireError)
        return
      }
      const { unknown: _, ...known } = ours
      if (theirs instanceof Error || known.body.kind === 'unknown') return
      expect(known).toEqual(theirs)
      agreed++
    }),
    { numRuns: 1_500 * RUNS },
  )
  expect(agreed).toBeGreaterThan(75 * RUNS)
})

function attempt<T extends object>(read: () => T): T | Error {
  try {
    return read()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
