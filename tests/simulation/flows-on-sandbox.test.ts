import { decimal } from '@spotdeck/exact'
import { openMemoryStore } from '@spotdeck/store/testing'
import { netUnexplained, unclassified } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { MINUTE_MS } from '@spotdeck/ports'
import { HOST } from './simulator/venue.ts'
import { type Person, Simulation, differences } from './support/simulation.ts'

/** A person whose account is followed, and who is cut off from the exchange while `act` happens there. */
async function cutOff(act: (simulation: Simulation, person: Person) => void, awayMs: number) {
  const simulation = new Simulation(5, ['alice'])
  const person = simulation.people[1] ?? simulation.main
  const live = (): Promise<void> => simulation.time.until(() => simulation.status(person) === 'live', 5 * MINUTE_MS)
  await simulation.start()
  await live()
  await simulation.time.advance(MINUTE_MS)
  const before = await ledgerOf(simulation, person)
  simulation.network.cut(HOST)
  simulation.network.setLink(HOST, 'refused')
  await simulation.time.advance(MINUTE_MS)
  const at = simulation.time.now()
  act(simulation, person)
  await simulation.time.advance(awayMs)
  simulation.network.setLink(HOST, 'up')
  await live()
  await simulation.time.advance(2 * MINUTE_MS)
  const after = await ledgerOf(simulation, person)
  const { coverage } = after.state
  const flows = coverage.find((window) => window.kind === 'flows' && window.from <= at && at < (window.to ?? Infinity))
  const wrong = await differences(simulation, person)
  simulation.kill()
  const known = new Set(before.flows.map(({ id }) => id))
  return {
    told: after.flows
      .filter(({ id }) => !known.has(id))
      .map(({ reason, asset, change }) => `${reason} ${change} ${asset}`)
      .sort(),
    netDeposits: Number(after.state.netDeposits) - Number(before.state.netDeposits),
    open: unclassified(after.state, 'USDT'),
    noted: netUnexplained(after.state.notes.values()),
    flows: flows?.state,
    wrong,
  }
}

async function ledgerOf(simulation: Simulation, { id }: Person) {
  const disk = simulation.disks.ledgers.get(id)
  if (disk === undefined) throw new Error('There is no ledger.')
  const store = openMemoryStore(disk)
  return { state: await store.load(), flows: await store.flows() }
}

function moveMoney({ venue, time }: Simulation, { account }: Person): void {
  const { wallet } = venue
  wallet.deposit(account, 'USDT', decimal('250.5'), time.now())
  wallet.withdraw(account, { asset: 'USDT', amount: decimal('40'), address: 'TExample' }, time.now())
  wallet.transfer(account, { asset: 'USDT', amount: decimal('25'), to: 'FUTURES' }, time.now())
  wallet.transfer(account, { asset: 'USDT', amount: decimal('5'), to: 'SPOT' }, time.now())
}

describe('flows during an outage of the stream', () => {
  it('are in the ledger with their reasons afterwards, and coverage is repaired', async () => {
    expect(await cutOff(moveMoney, 5 * MINUTE_MS)).toEqual({
      told: ['CONTRACT_TRANSFER -25 USDT', 'CONTRACT_TRANSFER 5 USDT', 'DEPOSIT 250.5 USDT', 'WITHDRAW -40 USDT'],
      netDeposits: 190.5,
      open: '0',
      noted: '0',
      flows: 'repaired',
      wrong: [],
    })
  })

  it('leave coverage unknown while a withdrawal of that time is pending', async () => {
    expect(await cutOff(moveMoney, 10_000)).toMatchObject({ open: '-40', noted: '-40', flows: 'unknown', wrong: [] })
  })

  it('leave coverage unknown after a transfer to another user', async () => {
    const pay = ({ venue, time, main }: Simulation, { account }: Person): void => {
      const amount = decimal<'asset'>('3')
      venue.wallet.internal(
        { from: account, to: main.account, fromType: 'SPOT', toType: 'SPOT', asset: 'USDT', amount, time: time.now() },
        { by: 'UID', name: main.account },
      )
    }
    expect(await cutOff(pay, 5 * MINUTE_MS)).toMatchObject({
      told: [],
      open: '-3',
      noted: '-3',
      flows: 'unknown',
      wrong: [],
    })
  })
})
