import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64Of } from './import-api.ts'

test('a file goes out byte for byte, however large', () => {
  const same = (bytes: Uint8Array) => {
    expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'))
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), same), { numRuns: 100 })
  same(Uint8Array.from({ length: 200_001 }, (_, at) => (at * 31) % 256))
})
