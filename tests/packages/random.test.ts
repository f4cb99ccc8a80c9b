/** Shared settings of random tests: the seed of the run, and a bounded search for a smaller example. */

import fc from 'fast-check'
import { expect, test, vi } from 'vitest'

test('the seed of the run is what every property draws from', () => {
  expect(fc.check(fc.property(fc.nat(), () => true)).runConfiguration.seed).toBe(Number(process.env['SPOTDECK_SEED']))
})

test('a failing property is made smaller for ten seconds, no longer', () => {
  let now = 0
  using clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 500))
  const long = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 300, maxLength: 300 })
  const { failed, numShrinks } = fc.check(fc.property(long, (list) => list.length < 300))
  expect(failed).toBe(true)
  expect(numShrinks).toBeGreaterThan(5)
  expect(numShrinks).toBeLessThan(30)
  expect(clock).toHaveBeenCalled()
})
