import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Ownership, type OwnershipInput, step } from './ownership.ts'

/** The phases and effects of inputs, one after the other. */
function run(...inputs: readonly OwnershipInput[]): readonly string[] {
  let state: Ownership = { phase: 'reading' }
  return inputs.map((input) => {
    const next = step(state, input)
    state = next.state
    return [state.phase, ...next.effects.map(({ type }) => type)].join(' ')
  })
}

const held = (token: number): OwnershipInput => ({ type: 'held', token })
const opened = (token: number): OwnershipInput => ({ type: 'opened', token })
const lost: OwnershipInput = { type: 'lost' }
const left: OwnershipInput = { type: 'left' }
const failed = (token: number, failure: 'passing' | 'fenced' | 'refused'): OwnershipInput => ({
  type: 'failed',
  token,
  failure,
})

describe('the ownership of an account', () => {
  it('follows once the ledger is open, and leaves when the lease is lost', () => {
    expect(run(held(1), opened(1), lost, left)).toEqual([
      'opening open',
      'following follow',
      'leaving leave',
      'reading',
    ])
  })

  it('opens again only when what was followed has ended', () => {
    expect(run(held(1), opened(1), lost, held(2), left, opened(2))).toEqual([
      'opening open',
      'following follow',
      'leaving leave',
      'leaving',
      'opening open',
      'following follow',
    ])
    expect(run(held(1), opened(1), lost, held(2), lost, left).at(-1)).toBe('reading')
  })

  it('closes what was opened too late, and ignores answers of an earlier lease', () => {
    expect(run(held(1), lost, opened(1))).toEqual(['opening open', 'reading', 'reading discard'])
    expect(run(held(1), lost, held(2), opened(1), opened(2)).slice(3)).toEqual(['opening discard', 'following follow'])
    expect(run(held(1), lost, held(2), failed(1, 'refused')).at(-1)).toBe('opening')
    expect(run(held(1), { type: 'close' }, opened(1)).at(-1)).toBe('closed discard')
  })

  it('tries again what may pass, and gives the lease up where the ledger refuses to open', () => {
    expect(run(held(1), failed(1, 'passing'), { type: 'retry', token: 1 })).toEqual([
      'opening open',
      'opening retry',
      'opening open',
    ])
    expect(run(held(1), failed(1, 'passing'), lost, { type: 'retry', token: 1 }).at(-1)).toBe('reading')
    expect(run(held(1), failed(1, 'fenced'), lost)).toEqual(['opening open', 'opening fenced', 'reading'])
    expect(run(held(1), failed(1, 'refused'), held(2))).toEqual(['opening open', 'refused give-up', 'refused'])
  })

  it('never follows two at a time, nor without the newest lease, whatever comes in whatever order', () => {
    const token = fc.integer({ min: 1, max: 4 })
    const input = fc.oneof(
      token.map(held),
      token.map(opened),
      fc.constantFrom(lost, left),
      fc.tuple(token, fc.constantFrom('passing', 'fenced', 'refused')).map(([one, failure]) => failed(one, failure)),
      token.map((one): OwnershipInput => ({ type: 'retry', token: one })),
    )
    fc.assert(
      fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
        let state: Ownership = { phase: 'reading' }
        let followed = 0
        const asked = new Set<number>()
        for (const one of inputs) {
          const next = step(state, one)
          state = next.state
          for (const effect of next.effects) {
            if (effect.type === 'open') asked.add(effect.token)
            if (effect.type === 'follow') {
              followed += 1
              expect(asked).toContain(effect.token)
            }
            if (effect.type === 'leave') followed -= 1
            expect([0, 1]).toContain(followed)
          }
          expect(followed === 1).toBe(state.phase === 'following')
        }
      }),
    )
  })
})
