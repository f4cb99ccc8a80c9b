/**
 * Flags of Node for workers and for commands that tests start: such a process lives for seconds, so most code that the engine optimizes has
 * ended before that pays. The budget is how much bytecode a function runs between two looks at whether to optimize it, 15 times the usual. Later
 * lines of Node count differently, wait longer by themselves and do not know the flag.
 */
export const NODE_FLAGS: readonly string[] = [
  // Twice the young generation: tests leave much garbage that does not live long.
  '--max-semi-space-size=32',
  ...(process.versions.node.startsWith('20.') ? ['--interrupt-budget=1000000'] : []),
]
