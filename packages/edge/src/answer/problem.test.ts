import { CodedError } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { edgeFixture } from '../testing/edge-fixture.ts'

const good = { audience: 'viewer', accounts: ['main'], label: 'guest' }
const without = (name: keyof typeof good): object =>
  Object.fromEntries(Object.entries(good).filter(([key]) => key !== name))

describe('a body that is wrong', () => {
  it.each<readonly [string, unknown, string, string]>([
    ['no object', [], 'body', 'must be an object'],
    ['without a field', without('label'), 'label', 'is missing'],
    ['with another type', { ...good, label: 7 }, 'label', 'must be a string'],
    [
      'with a word that is none of the list',
      { ...good, audience: 'owner' },
      'audience',
      'must be one of: viewer, public',
    ],
    ['with a list in place of text', { ...good, accounts: 'main' }, 'accounts', 'must be a list'],
    ['with an empty list', { ...good, accounts: [] }, 'accounts', 'must have at least 1'],
    ['with a long label', { ...good, label: 'x'.repeat(65) }, 'label', 'must have at most 64'],
    ['with a broken time', { ...good, expiresAt: 1.5 }, 'expiresAt', 'must be a whole number'],
    ['with a name that no account can have', { ...good, accounts: ['A B'] }, 'accounts.0', 'is not understood'],
    ['with a field that it does not have', { ...good, scope: 'all' }, 'body', 'has unknown fields: scope'],
  ])('%s is refused with the field and a short reason', async (_what, body, field, reason) => {
    const { call } = edgeFixture()
    const { status, json } = await call('POST', '/api/v1/links', { body })
    expect([status, json['code'], json['params']]).toEqual([400, 'BAD_REQUEST', { field, reason }])
  })

  it('keeps the reason short, whatever was sent', async () => {
    const { call } = edgeFixture()
    const { json } = await call('POST', '/api/v1/links', { body: { ...good, ['x'.repeat(5_000)]: 1 } })
    expect(JSON.stringify(json).length).toBeLessThan(500)
  })
})

it('of a database that does not answer is 503 with its code: the call may be repeated', async () => {
  const { call, desk } = edgeFixture()
  const account = desk.account('main')
  if (account === undefined) throw new Error('The desk has no account main.')
  account.orders = () => Promise.reject(new CodedError('STORE_UNREACHABLE', 'The database did not answer.'))
  const { status, json } = await call('GET', '/api/v1/accounts/main/orders')
  expect([status, json['code'], json['title']]).toEqual([
    503,
    'STORE_UNREACHABLE',
    'The database did not answer. Try again in a few seconds.',
  ])
})
