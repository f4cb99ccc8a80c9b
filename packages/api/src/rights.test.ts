import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { audiences } from './codes.ts'
import { type RoleGrant, hasRight, rights, roleTable, roles, standingIn } from './rights.ts'

const ACCOUNTS = ['alpha', 'bravo', 'charlie']
const grant: fc.Arbitrary<RoleGrant> = fc.record({
  role: fc.constantFrom(...roles, 'public' as const),
  accounts: fc.oneof(fc.constant('all' as const), fc.subarray(ACCOUNTS, { minLength: 1 })),
})
const order = ['owner', 'trader', 'auditor', 'viewer', 'public'] as const

describe('what a caller is on an account', () => {
  it('is the strongest role that covers it, and never that of another account', () => {
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 5 }), fc.constantFrom(...ACCOUNTS), (grants, account) => {
        const covering = grants.filter(({ accounts }) => accounts === 'all' || accounts.includes(account))
        const expected = order.find((role) => covering.some((one) => one.role === role))
        const standing = standingIn(grants, { account })
        expect(standing?.role).toBe(expected)
        expect(standing?.audience).toBe(expected && roleTable[expected].audience)
        const whole = standingIn(grants, 'all')
        expect(whole?.role).toBe(
          order.find((role) => grants.some((one) => one.role === role && one.accounts === 'all')),
        )
      }),
    )
  })

  it('is never more in a preview, and only what the previewed audience is', () => {
    fc.assert(
      fc.property(
        fc.array(grant),
        fc.constantFrom(...ACCOUNTS),
        fc.constantFrom(...audiences),
        (grants, account, as) => {
          const [own, seen] = [standingIn(grants, { account }), standingIn(grants, { account }, as)]
          if (own?.audience === 'owner' && as !== 'owner') expect(seen).toEqual({ role: as, ...roleTable[as] })
          else expect(seen).toEqual(own)
          for (const right of rights) if (hasRight(grants, right, { account }, as)) expect(own?.rights).toContain(right)
        },
      ),
    )
  })

  it('lets a trader read and trade, an auditor read and see logs, a viewer read, and nobody but the owner more', () => {
    const may = Object.fromEntries(Object.entries(roleTable).map(([role, line]) => [role, line.rights]))
    expect(may).toEqual({
      owner: [...rights],
      trader: ['read', 'trade'],
      auditor: ['read', 'logs'],
      viewer: ['read'],
      public: ['read'],
    })
  })
})
