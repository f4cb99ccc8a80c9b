import { expect, it } from 'vitest'
import { VirtualTime } from '../virtual/time.ts'
import { recordLines, replay } from './recording.ts'
import { type Machine, runMachine } from './run-machine.ts'
import type { Stepped } from './step.ts'

/** A kettle that is heated by degrees, whistles when it boils, and cools down by itself after a second. */
type Kettle = { readonly degrees: number; readonly coolAt: number }
type Input = { readonly at: number } & (
  | { readonly type: 'heat'; readonly by: number }
  | { readonly type: 'wake' }
  | { readonly type: 'empty' }
)
type Effect = { readonly type: 'whistle' | 'cold' | 'heard'; readonly at: number }

const cold: Kettle = { degrees: 20, coolAt: Infinity }

function step(kettle: Kettle, input: Input): Stepped<Kettle, Effect> {
  const { at } = input
  switch (input.type) {
    case 'heat': {
      const degrees = kettle.degrees + input.by
      const boils: readonly Effect[] =
        degrees < 100
          ? []
          : [
              { type: 'whistle', at },
              { type: 'heard', at },
            ]
      return { state: { degrees, coolAt: at + 1_000 }, effects: boils }
    }
    case 'wake':
      return at < kettle.coolAt ? { state: kettle, effects: [] } : { state: cold, effects: [{ type: 'cold', at }] }
    case 'empty':
      return { state: cold, effects: [{ type: 'cold', at }] }
  }
}

function heated(onEffect?: (effect: Effect, kettle: Machine<Kettle, Input>) => void) {
  const time = new VirtualTime(0)
  const effects: string[] = []
  const lines: string[] = []
  const kettle: Machine<Kettle, Input> = runMachine<Kettle, Input, Effect>({
    start: cold,
    step,
    run: (effect) => {
      effects.push(`${effect.type} ${effect.at}`)
      onEffect?.(effect, kettle)
    },
    wake: { at: ({ coolAt }) => coolAt, input: () => ({ type: 'wake', at: time.now() }), clock: time, timers: time },
    recorder: recordLines((line) => lines.push(line)),
  })
  return { time, effects, lines, kettle }
}

it('takes what an effect sends after the other effects of its step', () => {
  const { effects, kettle } = heated((effect, machine) => {
    if (effect.type === 'whistle') machine.send({ type: 'empty', at: 1 })
  })
  kettle.send({ type: 'heat', by: 80, at: 0 })
  expect(effects).toEqual(['whistle 0', 'heard 0', 'cold 1'])
})

it('is woken at the time that its newest state asks for, and no more once that is over', async () => {
  const { time, effects, kettle } = heated()
  kettle.send({ type: 'heat', by: 1, at: time.now() })
  await time.advance(600)
  kettle.send({ type: 'heat', by: 1, at: time.now() })
  await time.advance(999)
  expect(effects).toEqual([])
  await time.advance(1)
  expect([effects, kettle.state, time.waiting]).toEqual([['cold 1600'], cold, 0])
})

it('takes nothing after its close, within a step too, and leaves no timer', async () => {
  const { time, effects, kettle } = heated((effect, machine) => {
    if (effect.type !== 'whistle') return
    machine.send({ type: 'empty', at: 0 })
    machine.close()
  })
  kettle.send({ type: 'heat', by: 10, at: 0 })
  kettle.send({ type: 'heat', by: 80, at: 0 })
  kettle.send({ type: 'empty', at: 0 })
  await time.advance(5_000)
  expect([effects, kettle.state.degrees, time.waiting]).toEqual([['whistle 0', 'heard 0'], 110, 0])
})

it('goes on after an effect that threw', () => {
  const { effects, kettle } = heated((effect) => {
    if (effect.type === 'whistle') throw new Error('loud')
  })
  expect(() => kettle.send({ type: 'heat', by: 80, at: 0 })).toThrow('loud')
  kettle.send({ type: 'empty', at: 1 })
  expect(effects).toEqual(['whistle 0', 'cold 1'])
})

it('repeats a recorded run from its lines', async () => {
  const { time, effects, lines, kettle } = heated((effect) => {
    if (effect.type === 'whistle' && kettle.state.degrees < 105) kettle.send({ type: 'heat', by: 5, at: time.now() })
  })
  kettle.send({ type: 'heat', by: 81, at: time.now() })
  await time.advance(2_000)
  const again = replay<Kettle, Input, Effect>(`${lines.join('\n')}\n`.split('\n'), step)
  expect(again.effects.map(({ type, at }) => `${type} ${at}`)).toEqual(effects)
  expect(again.state).toEqual(kettle.state)
  expect(effects).toHaveLength(5)
})

it('records what JSON has no word for', () => {
  const odd = {
    never: Infinity,
    nothing: NaN,
    big: 7n,
    bytes: Uint8Array.of(1, 255),
    map: new Map([['a', new Set([1])]]),
    error: Object.assign(new RangeError('too far'), { code: 'FAR' }),
  }
  const lines: string[] = []
  runMachine({
    start: odd,
    step: (state) => ({ state, effects: [] }),
    run: () => undefined,
    recorder: recordLines((line) => lines.push(line)),
  })
  const error = { name: 'RangeError', message: 'too far', code: 'FAR' }
  expect(replay(lines, (state) => ({ state, effects: [] })).state).toEqual({ ...odd, error })
})
