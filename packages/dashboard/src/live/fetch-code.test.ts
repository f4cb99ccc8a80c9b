/** Code that comes late, and code that never comes. */

import { expect, test } from 'vitest'
import { CodeMissing, fetchCode } from './fetch-code.ts'

function line(failures: number) {
  const waited: number[] = []
  let asked = 0
  let renewed = 0
  const world = {
    pause: (ms: number) => Promise.resolve(void waited.push(ms)),
    renewStyles: () => Promise.resolve(void (renewed += 1)),
  }
  const load = () => {
    asked += 1
    return asked <= failures ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve('the code')
  }
  return { waited, world, load, counts: () => ({ asked, renewed }) }
}

test('code that loads at once is requested once', async () => {
  const { load, world, counts } = line(0)
  expect(await fetchCode(load, world)).toBe('the code')
  expect(counts()).toEqual({ asked: 1, renewed: 0 })
})

test('a short outage is retried; failed styles are requested again', async () => {
  const { load, world, waited, counts } = line(3)
  expect(await fetchCode(load, world)).toBe('the code')
  expect(counts()).toEqual({ asked: 4, renewed: 3 })
  expect(waited).toEqual([...waited].sort((a, b) => a - b))
})

test('code that never loads fails after 30 s, with the cause', async () => {
  const { load, world, waited } = line(Infinity)
  const error: unknown = await fetchCode(load, world).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(CodeMissing)
  expect((error as CodeMissing).cause).toBeInstanceOf(TypeError)
  const total = waited.reduce((sum, ms) => sum + ms, 0)
  expect(total).toBeGreaterThan(20_000)
  expect(total).toBeLessThan(40_000)
})
