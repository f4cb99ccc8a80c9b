/** Confirms with a passkey that the owner is there, before what an unattended or stolen session must not do. */

import { useCallback } from 'react'
import { ApiError } from '../../live/api-client.ts'
import { useServices } from '../../settings/services.ts'

/** Runs `work` in a confirmed session: asks for a passkey first where one can be asked for. */
export type Confirmed = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Returns the function that runs work confirmed. Rejects with `PasskeyFailure` where the user cancels. `isRequired`: rejects with
 * `CONFIRMATION_NEEDED` where nothing can confirm the session; else the gateway decides.
 */
export function useConfirmed({ isRequired = false } = {}): Confirmed {
  const { api, world } = useServices()
  return useCallback(
    async (work) => {
      const { confirmedUntil, options, address } = await api.confirmation()
      if (confirmedUntil !== null) return work()
      if (options !== null && address === world.origin && world.passkeys.isSupported)
        await api.confirm(await world.passkeys.sign(options))
      else if (isRequired) throw new ApiError('CONFIRMATION_NEEDED', 403)
      return work()
    },
    [api, world, isRequired],
  )
}
