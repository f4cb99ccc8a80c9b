import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BoundedQueue } from './bounded-queue.ts'

const leave = (): void => undefined

describe('a reading queue', () => {
  it('delivers items in order, whether the reader or the item comes first', async () => {
    const queue = new BoundedQueue<number>({ keep: 'queue', most: 10 }, leave)
    queue.put(1)
    const reads = [queue.next(), queue.next(), queue.next()]
    queue.put(2)
    queue.put(3)
    expect((await Promise.all(reads)).map(({ value }) => value)).toEqual([1, 2, 3])
    expect([queue.delivered, queue.dropped, queue.waiting]).toEqual([3, 0, 0])
  })

  it('keeps only the newest if so configured, and counts dropped items', async () => {
    const queue = new BoundedQueue<number>({ keep: 'latest' }, leave)
    for (let n = 1; n <= 5; n++) queue.put(n)
    expect(await queue.next()).toEqual({ value: 5, done: false })
    expect([queue.dropped, queue.waiting]).toEqual([4, 0])
  })

  it('delivers queued items after its end, then throws the error once', async () => {
    const queue = new BoundedQueue<number>({ keep: 'queue', most: 3 }, leave)
    queue.put(1)
    queue.end(new Error('refused'))
    queue.put(2)
    expect(await queue.next()).toEqual({ value: 1, done: false })
    await expect(queue.next()).rejects.toThrow('refused')
    expect(await queue.next()).toEqual({ value: undefined, done: true })
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 0, -1])('has a bound: %d is none', (most) => {
    expect(() => new BoundedQueue<number>({ keep: 'queue', most }, leave)).toThrow('at least 1')
  })

  it('has a default bound', () => {
    const queue = new BoundedQueue<number>({ keep: 'queue' }, leave)
    for (let n = 0; n < 1_005; n++) queue.put(n)
    expect([queue.waiting, queue.dropped]).toEqual([1_000, 5])
  })

  it('reports that its reader left the loop', async () => {
    let left = 0
    const queue = new BoundedQueue<number>({ keep: 'queue', most: 3 }, () => left++)
    queue.put(1)
    queue.put(2)
    for await (const item of queue) if (item === 1) break
    expect([left, queue.waiting]).toEqual([1, 0])
  })

  it('never exceeds its bound, keeps order, and counts every loss', async () => {
    const step = fc.oneof(fc.constant('put' as const), fc.constant('read' as const))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 200 }), async (most, steps) => {
        const queue = new BoundedQueue<number>({ keep: 'queue', most }, leave)
        const unread: number[] = []
        let put = 0
        for (const one of steps) {
          if (one === 'put') {
            queue.put(++put)
            unread.push(put)
            if (unread.length > most) unread.shift()
          } else if (unread.length > 0) {
            expect((await queue.next()).value).toBe(unread.shift())
          }
          expect(queue.waiting).toBe(unread.length)
          expect(queue.delivered + queue.dropped + queue.waiting).toBe(put)
        }
      }),
    )
  })
})
