import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { clientOrderIdOf } from './client-order-id.ts'

it('is the client id that the gateway gives the order of a key', async () => {
  const hash = createHash('sha256').update('main\nsome-key', 'utf8').digest('hex')
  expect(await clientOrderIdOf('main', 'some-key')).toBe(`sd${hash.slice(0, 30)}`)
})
