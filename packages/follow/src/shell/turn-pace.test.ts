import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { differences, startedRig } from '../testing/truth.ts'

const ORDERS = 400
/** Events that are stored without a turn of the event loop, at most. */
const IN_A_ROW = 300

/** Answers the most events that were published between two timers: meanwhile nothing else of the process ran. */
function longestRow(rig: Rig): () => number {
  let [published, longest] = [rig.published.length, 0]
  const look = (): void => {
    longest = Math.max(longest, rig.published.length - published)
    published = rig.published.length
  }
  const after = rig.time.after.bind(rig.time)
  rig.time.after = (ms, run) =>
    after(ms, () => {
      look()
      run()
    })
  return () => {
    look()
    return longest
  }
}

function trade(rig: Rig): void {
  for (let n = 0; n < ORDERS; n++) rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '1', '1') ?? '', '1')
}

async function richRig(): Promise<Rig> {
  const rig = await startedRig(new Rig())
  rig.venue.deposit('USDT', '100000')
  await rig.time.advance(5_000)
  return rig
}

describe('a backlog is stored in parts, between which other work of the process runs', () => {
  it('of pushes that arrived at once', async () => {
    const rig = await richRig()
    const longest = longestRow(rig)
    trade(rig)
    await rig.time.advance(2_000)
    expect(rig.state.dealCount).toBe(ORDERS)
    expect(longest()).toBeLessThan(IN_A_ROW)
    expect(await differences(rig)).toEqual([])
  })

  it('of orders and deals that REST returned after a gap', async () => {
    const rig = await richRig()
    rig.down()
    trade(rig)
    await rig.time.advance(2_000)
    const longest = longestRow(rig)
    rig.up()
    await rig.live()
    await rig.time.advance(60_000)
    expect(rig.state.dealCount).toBe(ORDERS)
    expect(longest()).toBeLessThan(IN_A_ROW)
    expect(await differences(rig)).toEqual([])
  })
})
