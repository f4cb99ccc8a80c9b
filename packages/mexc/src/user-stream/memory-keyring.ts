/** Listen keys remembered for as long as the process lives: enough to close its own when it leaves in good order. */

import type { Keyring } from './user-stream.ts'

/** A keyring that forgets with its process: a key that a crash leaves behind runs out by itself within its hour. */
export function memoryKeyring(): Keyring {
  const keys = new Set<string>()
  return {
    load: () => [...keys],
    add: (listenKey) => void keys.add(listenKey),
    remove: (listenKey) => void keys.delete(listenKey),
  }
}
