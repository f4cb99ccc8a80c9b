/** The rules of a state machine, as a function. */

/** A state after an input, and what is to be done, in order. */
export type Stepped<State, Effect> = { readonly state: State; readonly effects: readonly Effect[] }

/** Rules of a machine; pure. */
export type Step<State, Input, Effect> = (state: State, input: Input) => Stepped<State, Effect>
