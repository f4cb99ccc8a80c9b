/** Sign-in with a passkey: a button and suggestions where it works, the address where it does not. */

import { Button } from '@mantine/core'
import type { PasskeyAssertion } from '@spotdeck/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSayError } from '../../i18n/use-message.ts'
import { useServices } from '../../settings/services.ts'
import { useSuggestedPasskey } from '../../state/login/use-suggested-passkey.ts'
import styles from './login.module.css'

type PasskeySignInProps = { readonly onSigned: (response: PasskeyAssertion) => void }

/** Offers the sign-in with a passkey; nothing where the gateway has none. */
export function PasskeySignIn({ onSigned }: PasskeySignInProps) {
  const { t } = useTranslation()
  const { api, world } = useServices()
  const sayError = useSayError()
  const { data } = useQuery({
    queryKey: ['passkey-sign-in'],
    queryFn: ({ signal }) => api.passkeySignIn(signal),
    staleTime: Infinity,
  })
  const exists = data !== undefined && data.options !== null && data.address !== null
  const works = exists && data.address === world.origin && world.passkeys.isSupported
  const sign = useMutation({
    mutationFn: async () => {
      // The challenge of the first answer may have ended.
      const { options } = await api.passkeySignIn()
      return options === null ? undefined : world.passkeys.sign(options)
    },
    onSuccess: (response) => {
      if (response !== undefined) onSigned(response)
    },
  })
  // The browser has one request at a time: the dialog's ends the suggestions, which come back after it.
  useSuggestedPasskey(works && !sign.isPending, onSigned)
  if (!exists) return null
  if (!works) return <PasskeysElsewhere address={data.address ?? ''} isHere={data.address === world.origin} />
  return (
    <div className={styles.passkey}>
      <Button size="md" fullWidth disabled={sign.isPending} onClick={() => sign.mutate()} data-testid="passkey-sign-in">
        {t('passkeys.signIn')}
      </Button>
      {sign.isError ? (
        <p className={styles.wrong} role="alert">
          {sayError(sign.error)}
        </p>
      ) : null}
    </div>
  )
}

/** The address at which passkeys work, where that is not this page's; else that this browser has none. */
function PasskeysElsewhere({ address, isHere }: { readonly address: string; readonly isHere: boolean }) {
  const { t } = useTranslation()
  if (isHere) return <p className="dim">{t('passkeys.unsupported')}</p>
  return (
    <p className="dim">
      {t('passkeys.elsewhere')} <a href={address}>{address}</a>
    </p>
  )
}
