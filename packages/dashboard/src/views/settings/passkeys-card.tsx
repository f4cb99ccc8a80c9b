/** The owner's passkeys: seen, added and removed. */

import { Button, TextInput } from '@mantine/core'
import { MAX_LINK_LABEL, type Passkey, isLinkLabel } from '@spotdeck/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../../settings/services.ts'
import { useConfirmed } from '../../state/orders/use-confirmed.ts'
import { Dialog } from '../parts/dialog.tsx'
import { useDateTime } from '../parts/figures.tsx'
import { ListCard } from './list-card.tsx'
import { Question, Refused } from './question.tsx'
import { SmallButton } from '../parts/small-button.tsx'
import styles from './settings.module.css'

const KEY = ['passkeys']

/** The passkeys, and the way to another where this page's address allows it; for the owner. */
export function PasskeysCard() {
  const { t } = useTranslation()
  const { api, world } = useServices()
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.passkeys(signal), staleTime: 0 })
  const { data } = query
  const [adding, setAdding] = useState(false)
  const [asked, setAsked] = useState<Passkey>()
  const works = data !== undefined && data.address === world.origin && world.passkeys.isSupported
  const add = (
    <SmallButton onClick={() => setAdding(true)} data-testid="add-passkey">
      {t('passkeys.add')}
    </SmallButton>
  )
  return (
    <ListCard
      title={t('passkeys.title')}
      hint={t('passkeys.hint')}
      action={works ? add : undefined}
      query={query}
      rows={1}
      above={works || data === undefined ? null : <NotHere address={data.address} />}
      none={t('passkeys.none')}
      item={(passkey) => <PasskeyRow key={passkey.id} passkey={passkey} onRemove={() => setAsked(passkey)} />}
    >
      {adding ? <AddPasskey onClose={() => setAdding(false)} /> : null}
      {asked === undefined ? null : <RemovePasskey passkey={asked} onClose={() => setAsked(undefined)} />}
    </ListCard>
  )
}

/** Reason why no passkey can be added at this page's address, and what to do. */
function NotHere({ address }: { readonly address: string | null }) {
  const { t } = useTranslation()
  const { world } = useServices()
  if (address === null) return <p className={styles.elsewhere}>{t('passkeys.noAddress')}</p>
  if (address === world.origin) return <p className={styles.elsewhere}>{t('passkeys.unsupported')}</p>
  return (
    <p className={styles.elsewhere}>
      {t('passkeys.elsewhere')} <a href={`${address}/settings`}>{address}</a>. {t('passkeys.elsewhereHint')}
    </p>
  )
}

function PasskeyRow({ passkey, onRemove }: { readonly passkey: Passkey; readonly onRemove: () => void }) {
  const { t } = useTranslation()
  const time = useDateTime()
  const { name, host, usable, provider, device, synced, createdAt, lastUsedAt, lastUsedFrom = '' } = passkey
  const kept = [provider, device, synced ? t('passkeys.synced') : ''].filter((part) => part !== '' && part !== name)
  return (
    <div className={styles.row} data-testid="passkey">
      <div>
        <p>
          {name} {kept.length === 0 ? null : <span className="dim">· {kept.join(' · ')}</span>}
        </p>
        <p className={styles.hint}>
          {lastUsedAt === undefined
            ? t('passkeys.unused')
            : t('sessions.lastUsed', { time: time(lastUsedAt), from: lastUsedFrom })}
        </p>
        <p className={styles.hint}>{t('passkeys.added', { time: time(createdAt) })}</p>
        {usable ? null : <p className={styles.hint}>{t('passkeys.onlyAt', { host })}</p>}
      </div>
      <SmallButton onClick={onRemove} aria-label={t('passkeys.removeOf', { name })}>
        {t('passkeys.remove')}
      </SmallButton>
    </div>
  )
}

/** Has the list and the access log read again. */
function useChanged(onClose: () => void): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await Promise.all([KEY, ['access']].map((queryKey) => client.invalidateQueries({ queryKey })))
    onClose()
  }
}

function AddPasskey({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { api, world } = useServices()
  const confirmed = useConfirmed({ isRequired: true })
  const [name, setName] = useState('')
  const isWrong = name !== '' && !isLinkLabel(name)
  const changed = useChanged(onClose)
  const add = useMutation({
    mutationFn: () =>
      confirmed(async () => {
        const response = await world.passkeys.create(await api.newPasskey())
        return api.addPasskey(name.trim() === '' ? { response } : { name: name.trim(), response })
      }),
    onSuccess: changed,
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <Dialog title={t('passkeys.add')} onClose={onClose} size={440}>
      <form className={styles.form} onSubmit={send}>
        <p className="dim">{t('passkeys.addHint')}</p>
        <TextInput
          label={t('passkeys.name')}
          placeholder={t('passkeys.nameHint')}
          maxLength={MAX_LINK_LABEL}
          error={isWrong ? t('passkeys.nameWrong') : undefined}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Refused error={add.error} />
        <div className={styles.answers}>
          <Button variant="default" size="compact-md" onClick={onClose}>
            {t('passkeys.keep')}
          </Button>
          <Button size="compact-md" type="submit" disabled={add.isPending || isWrong}>
            {add.isPending ? t('passkeys.adding') : t('passkeys.add')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function RemovePasskey({ passkey, onClose }: { readonly passkey: Passkey; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { api } = useServices()
  const confirmed = useConfirmed({ isRequired: true })
  const changed = useChanged(onClose)
  const remove = useMutation({
    mutationFn: () => confirmed(() => api.removePasskey(passkey.id)),
    onSuccess: changed,
  })
  return (
    <Question
      title={t('passkeys.removeOne', { name: passkey.name })}
      hint={t('passkeys.removeHint')}
      keep={t('passkeys.keep')}
      act={t('passkeys.remove')}
      onClose={onClose}
      action={remove}
    />
  )
}
