import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BoundedMap } from './bounded-map.ts'

it('drops the entry that was set first when it is full', () => {
  const map = new BoundedMap<string, number>({ maxSize: 2 })
  map.set('a', 1)
  map.set('b', 2)
  map.get('a')
  map.set('c', 3)
  expect([...map.keys()]).toEqual(['b', 'c'])
})

it('drops the least recently used entry if so configured', () => {
  const map = new BoundedMap<string, number>({ maxSize: 2, order: 'use' })
  map.set('a', 1)
  map.set('b', 2)
  map.get('a')
  map.set('c', 3)
  expect([...map.keys()]).toEqual(['a', 'c'])
})

it('makes a value once', () => {
  const map = new BoundedMap<string, number>({ maxSize: 2 })
  expect([map.getOrSet('a', () => 1), map.getOrSet('a', () => 2)]).toEqual([1, 1])
})

it('never exceeds its size and keeps the newest entries', () => {
  const step = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer())
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step), (maxSize, steps) => {
      const map = new BoundedMap<string, number>({ maxSize })
      let model: [string, number][] = []
      for (const [key, value] of steps) {
        map.set(key, value)
        model = [...model.filter(([one]) => one !== key), [key, value] as [string, number]].slice(-maxSize)
      }
      expect([...map.entries()]).toEqual(model)
    }),
  )
})
