import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, test } from 'vitest'
import { SandboxTime } from './sandbox-time.ts'

function scene() {
  const machine = new VirtualTime(1_000)
  const time = new SandboxTime({ clock: machine, timers: machine }, { at: 1_000, paused: false })
  const received: string[] = []
  const every = (ms: number, name: string): void => {
    time.after(ms, () => {
      received.push(`${name}@${time.now()}`)
      every(ms, name)
    })
  }
  return { machine, time, received, every }
}

test('follows the machine’s clock by default', async () => {
  const { machine, time, received, every } = scene()
  every(40, 'a')
  await machine.advance(100)
  expect(time.now()).toBe(1_100)
  expect(received).toEqual(['a@1040', 'a@1080'])
})

test('runs through an hour at once, each timer at its own time', async () => {
  const { machine, time, received, every } = scene()
  every(1_200_000, 'b')
  every(500, 'tick')
  const done = time.advance(3_600_000)
  await machine.advance(1)
  await machine.until(() => received.length === 7_203, 1_000)
  await done
  expect(time.now()).toBeGreaterThanOrEqual(3_601_000)
  expect(received.filter((line) => line.startsWith('b'))).toEqual(['b@1201000', 'b@2401000', 'b@3601000'])
})

test('runs faster, and pauses', async () => {
  const { machine, time, received, every } = scene()
  every(600, 'a')
  time.setRate(60)
  await machine.advance(30)
  expect(time.now()).toBe(2_800)
  expect(received).toEqual(['a@1600', 'a@2200', 'a@2800'])
  time.pause(true)
  await machine.advance(10_000)
  expect(time.now()).toBe(2_800)
  await time.advance(600)
  expect(time.now()).toBe(3_400)
  time.pause(false)
  time.setRate(1)
  await machine.advance(100)
  expect(time.now()).toBe(3_500)
})

test('a canceled timer does not fire', async () => {
  const { machine, time } = scene()
  const received: string[] = []
  time.after(10, () => received.push('kept'))
  time.after(5, () => received.push('cancelled')).cancel()
  await machine.advance(20)
  expect(received).toEqual(['kept'])
})

test('gives connected clients their turns: three turns take seconds of a fast hour, not minutes', async () => {
  const waitOf = async (hasClients: boolean): Promise<number> => {
    const machine = new VirtualTime(1_000)
    const time = new SandboxTime({ clock: machine, timers: machine }, { at: 1_000, paused: false }, () => hasClients)
    let answeredAt = 0
    const turn = (left: number): void => {
      if (left === 0) answeredAt = time.now()
      else machine.after(0, () => turn(left - 1))
    }
    const live = (): void => void time.after(50, live)
    live()
    time.after(5_000, () => turn(3))
    const done = time.advance(1_200_000)
    await machine.until(() => answeredAt > 0, 100)
    time.close()
    await machine.advance(1)
    await done
    return answeredAt - 6_000
  }
  expect(await waitOf(true)).toBeLessThanOrEqual(4_000)
  expect(await waitOf(false)).toBeGreaterThan(100_000)
})
