/** The rules of a state machine, as a function. */

/** A state after an input, and what is to be done, in order. */
export type Stepped<State, Effect> = { readonly state: State; readonly effects: readonly Effect[] }

/** An input without its time. */
export type Untimed<Input> = Input extends unknown ? Omit<Input, 'at'> : never

/** Rules of a machine; pure. */
export type Step<State, Input, Effect> = (state: State, input: Input) => Stepped<State, Effect>

/** Words of which the rules of one machine are made. */
export type RuleWords<State, Effect> = {
  /** The state, and nothing to do. */
  readonly still: (state: State) => Stepped<State, Effect>
  /** Goes on with another rule; its effects come after those of the first. */
  readonly chain: (
    first: Stepped<State, Effect>,
    next: (state: State) => Stepped<State, Effect>,
  ) => Stepped<State, Effect>
}

/** The words for the rules of one machine. */
export function ruleWords<State, Effect>(): RuleWords<State, Effect> {
  return {
    still: (state) => ({ state, effects: [] }),
    chain: (first, next) => {
      const second = next(first.state)
      return { state: second.state, effects: [...first.effects, ...second.effects] }
    },
  }
}

/** Takes a list of inputs: the state after them, and all effects in order. */
export function stepAll<State, Input, Effect>(
  step: Step<State, Input, Effect>,
  start: State,
  inputs: Iterable<Input>,
): Stepped<State, Effect> {
  let state = start
  const effects: Effect[] = []
  for (const input of inputs) {
    const next = step(state, input)
    state = next.state
    effects.push(...next.effects)
  }
  return { state, effects }
}
