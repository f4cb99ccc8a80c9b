/** Plays scenarios: each step at its time of the exchange, through the functions of the control panel. */

import type { Random, Timer } from '@spotdeck/ports'
import type { ControlledSandbox } from '../control/call/controlled-sandbox.ts'
import type { PanelReply } from '../control/call/reply.ts'
import { createAccount, deposit, isKnownAsset, setKeyStatus } from '../control/routes/accounts.ts'
import { addFault, usePreset } from '../control/routes/faults.ts'
import { movePrice, switchSymbol } from '../control/routes/market.ts'
import type { ScenarioControl, ScenarioState, StepState } from '../control/call/scenario-control.ts'
import { type KnownNames, wrongIn } from './check.ts'
import type { Reactions } from './reactions.ts'
import type { Scenario, ScenarioStep } from './schema.ts'

type PlayerOptions = {
  readonly rules: ControlledSandbox
  readonly random: Random
  readonly reactions: Reactions
}

/** Player of one scenario at a time. */
export class ScenarioPlayer implements ScenarioControl {
  readonly #options: PlayerOptions
  #scenario: Scenario | undefined
  #startedAt = 0
  #steps: StepState[] = []
  #timers: readonly Timer[] = []

  constructor(options: PlayerOptions) {
    this.#options = options
  }

  state(): ScenarioState | undefined {
    if (this.#scenario === undefined) return undefined
    return { name: this.#scenario.name ?? null, startedAt: this.#startedAt, steps: [...this.#steps] }
  }

  async play(value: unknown): Promise<string | undefined> {
    const { ScenarioError, parseScenario } = await import('./parse.ts')
    try {
      const scenario = parseScenario(value)
      const wrong = wrongIn(scenario, this.#names())
      if (wrong === undefined) this.start(scenario)
      return wrong === undefined ? undefined : `The scenario: ${wrong}`
    } catch (error) {
      if (error instanceof ScenarioError) return error.message
      throw error
    }
  }

  /** Plays a checked scenario from now on, in place of the one before. */
  start(scenario: Scenario): void {
    const { rules, reactions } = this.#options
    this.stop()
    reactions.clear()
    this.#scenario = scenario
    this.#startedAt = rules.time.now()
    this.#steps = scenario.steps.map((step) => ({ atMs: step.atMs, do: step.do, state: 'waiting' }))
    this.#timers = scenario.steps.map((step, n) => rules.time.after(step.atMs, () => this.#run(step, n)))
  }

  /** Plays the same scenario again from now on. */
  restart(): void {
    if (this.#scenario !== undefined) this.start(this.#scenario)
  }

  /** Plays no further step. */
  stop(): void {
    for (const timer of this.#timers) timer.cancel()
    this.#timers = []
  }

  #names(): KnownNames {
    const { rules } = this.#options
    return {
      hasSymbol: (symbol) => rules.exchange.rules.has(symbol),
      hasAsset: (asset) => isKnownAsset(rules, asset),
      hasKey: (apiKey) => rules.core.house.keys.find(apiKey) !== undefined,
    }
  }

  #run(step: ScenarioStep, n: number): void {
    const { rules } = this.#options
    rules.core.market.step(rules.time.now())
    const reply = this.#act(step)
    const failed = reply !== undefined && reply.status >= 400 && 'body' in reply
    const common = { atMs: step.atMs, do: step.do }
    this.#steps[n] = failed
      ? { ...common, state: 'failed', message: (reply.body as { readonly message: string }).message }
      : { ...common, state: 'done' }
  }

  #act(step: ScenarioStep): PanelReply | undefined {
    const { rules, random, reactions } = this.#options
    const call = { parameters: {}, query: new Map<string, string>() }
    const { atMs: _at, do: _what, ...body } = step
    switch (step.do) {
      case 'price':
        return movePrice(rules, body)
      case 'account':
        return createAccount({ rules, random }, { ...call, body })
      case 'revoke':
        return setKeyStatus(rules, step.apiKey, 'DELETE')
      case 'freeze':
        return setKeyStatus(rules, step.apiKey, 'FROZEN')
      case 'unfreeze':
        return setKeyStatus(rules, step.apiKey, 'VALID')
      case 'deposit': {
        const { asset, amount, apiKey } = step
        return deposit(rules, { ...call, parameters: { apiKey }, body: { asset, amount } })
      }
      case 'symbol': {
        const { atMs: _atMs, do: _do, symbol, ...change } = step
        return switchSymbol(rules, { ...call, parameters: { symbol }, body: change })
      }
      case 'fault':
        return addFault(rules, step.fault)
      case 'fault-preset':
        return usePreset(rules.faults, step.preset, step.durationMs)
      case 'clear-faults':
        return void rules.faults.clear()
      case 'switch':
        return void rules.switches.set(step.switches)
      case 'drift':
        return void rules.drift.set(step.drift)
      case 'react':
        return void reactions.add(step)
    }
  }
}
