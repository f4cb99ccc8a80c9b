/** Offers passkeys among the suggestions of the sign-in page's field, for as long as the page is open. */

import type { PasskeyAssertion } from '@spotdeck/api'
import { useEffect } from 'react'
import type { GatewayApi } from '../../live/api-client.ts'
import { useServices } from '../../settings/services.ts'
import type { World } from '../../world.ts'

/** Challenges last two minutes: each is replaced before that. */
const RENEW_MS = 100_000

/** Calls `onSigned` with the signature of a passkey chosen among the suggestions; nothing while not `isOffered`. */
export function useSuggestedPasskey(isOffered: boolean, onSigned: (response: PasskeyAssertion) => void): void {
  const { api, world } = useServices()
  useEffect(() => (isOffered ? suggest(api, world, onSigned) : undefined), [isOffered, api, world, onSigned])
}

/** Begins to suggest; answers the way to stop. */
function suggest(
  api: Pick<GatewayApi, 'passkeySignIn'>,
  world: World,
  onSigned: (response: PasskeyAssertion) => void,
): () => void {
  let isStopped = false
  let stopTimer = (): void => undefined
  const again = async (): Promise<void> => {
    const { options } = await api.passkeySignIn()
    if (isStopped || options === null) return
    stopTimer = world.after(RENEW_MS, () => void again().catch(() => undefined))
    const response = await world.passkeys.suggest(options)
    stopTimer()
    if (!isStopped) onSigned(response)
  }
  // A suggestion that cannot be made is no trouble: the button and the link are there.
  const begin = async (): Promise<void> => {
    if ((await world.passkeys.canSuggest()) && !isStopped) await again()
  }
  void begin().catch(() => undefined)
  return () => {
    isStopped = true
    stopTimer()
    world.passkeys.cancel()
  }
}
