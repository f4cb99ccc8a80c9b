/** The rules of a state machine, as a function. */

/** A state after an input, and what is to be done, in order. */
export type Stepped<State, Effect> = { readonly state: State; readonly effects: readonly Effect[] }

/** Rules of a machine; pure. */
export type Step<State, Input, Effect> = (state: State, input: Input) => Stepped<State, Effect>

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
