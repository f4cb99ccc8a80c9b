/** The panel's page, and the one call it reads everything from. */

import { DRIFTS, type DriftName } from '../../faults/drift.ts'
import { PERMISSIONS } from '@spotdeck/wire'
import { REST_FAULTS, STREAM_FAULTS } from '../../faults/fault.ts'
import { FAULT_PRESET_NAMES } from '../../faults/presets.ts'
import type { ControlledSandbox } from '../call/controlled-sandbox.ts'
import { SWITCHES, SWITCH_NAMES } from '../../switches.ts'
import { pageFileRoutes } from '../call/page-files.ts'
import type { PanelRoute, PanelWorld } from '../call/route.ts'
import { accountsOf } from './accounts.ts'
import { symbolsOf } from './market.ts'

/** Routes for the panel's page and the state that it shows. */
export function pageRoutes({ rules }: PanelWorld): readonly PanelRoute[] {
  return [
    ...pageFileRoutes(),
    {
      call: 'GET /sandbox/state',
      summary: 'Clock, faults, drift, symbols, accounts and connections at a glance',
      answers:
        '{ clock, faults, faultKinds, presets, drift, switches, symbols, accounts, connections, open, scenario, venue, feed? }',
      handle: () => ({ status: 200, body: stateOf(rules) }),
    },
  ]
}

/** State of the sandbox as the panel's page shows it. Times are ms since the epoch. */
export type PanelState = ReturnType<typeof stateOf>

function stateOf(rules: ControlledSandbox) {
  const { time, faults, drift, streams } = rules
  const { symbols, coins, accounts } = rules.venue.definition
  const names = Object.keys(DRIFTS) as DriftName[]
  return {
    clock: { time: time.now(), rate: time.rate, paused: time.paused },
    faults: faults.list(),
    faultKinds: [...STREAM_FAULTS, ...REST_FAULTS],
    drift: Object.fromEntries(names.map((name) => [name, { on: drift.state[name], what: DRIFTS[name] }])),
    switches: Object.fromEntries(
      SWITCH_NAMES.map((name) => [name, { ...SWITCHES[name], chosen: rules.switches.state[name] }]),
    ),
    symbols: symbolsOf(rules),
    accounts: accountsOf(rules),
    connections: streams.connections,
    open: rules.openConnections,
    scenario: rules.scenario.state() ?? null,
    presets: FAULT_PRESET_NAMES,
    permissions: PERMISSIONS,
    venue: { symbols: symbols.length, coins: coins.length, accounts: accounts.size },
    feed: rules.core.market.feed,
  }
}
