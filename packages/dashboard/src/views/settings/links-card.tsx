/** Ways in for others: made, copied once, revoked. */

import { Button, Select, TextInput } from '@mantine/core'
import { type AccountInfo, type Link, type LinkCreated, MAX_LINK_LABEL, isLinkLabel } from '@spotdeck/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DAY_MS } from '../../durations.ts'
import { capital, useMessage, useSayError } from '../../i18n/use-message.ts'
import { useServices } from '../../settings/services.ts'
import { useSession } from '../../state/queries/queries.ts'
import { useConfirmed } from '../../state/orders/use-confirmed.ts'
import { useAccount } from '../../state/store/use-account-data.ts'
import { Card } from '../parts/card.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Failed, SkeletonRows } from '../parts/states.tsx'
import { useTimeFormat } from '../../format/use-time-format.ts'
import styles from './settings.module.css'

const KEY = ['links']
const DAYS = [1, 7, 14] as const
const UNTIL_SIGN_OUT = 'session'

/** The links in use, and the way to another; for the owner. */
export function LinksCard({ accounts }: { readonly accounts: readonly AccountInfo[] }) {
  const { t } = useTranslation()
  const { api } = useServices()
  const { data, error, refetch } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.links(signal), staleTime: 0 })
  const [making, setMaking] = useState(false)
  const [asked, setAsked] = useState<Link>()
  return (
    <Card
      title={t('links.title')}
      action={
        <Button size="compact-sm" variant="default" onClick={() => setMaking(true)} data-testid="make-link">
          {t('links.make')}
        </Button>
      }
    >
      <p className={styles.hint}>{t('links.hint')}</p>
      {data === undefined ? (
        error === null ? (
          <SkeletonRows count={2} />
        ) : (
          <Failed error={error} retry={() => void refetch()} />
        )
      ) : data.items.length === 0 ? (
        <p className={`dim ${styles.none}`}>{t('links.none')}</p>
      ) : (
        data.items.map((link) => <LinkRow key={link.id} link={link} onRevoke={() => setAsked(link)} />)
      )}
      {making ? <MakeLink accounts={accounts} onClose={() => setMaking(false)} /> : null}
      {asked === undefined ? null : <RevokeLink link={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  )
}

function LinkRow({ link, onRevoke }: { readonly link: Link; readonly onRevoke: () => void }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const { store } = useAccount()
  const format = useTimeFormat()
  return (
    <div className={styles.row}>
      <div>
        <p>{link.label === '' ? t('links.unnamed') : link.label}</p>
        <p className={styles.hint}>
          {capital(formatMessage('audience', link.audience))} · {link.accounts.join(', ')} ·{' '}
          <span className="num">{t('links.until', { time: format.dateTime(link.expiresAt, store.read('now')) })}</span>
        </p>
      </div>
      <Button size="compact-sm" variant="default" onClick={onRevoke}>
        {t('links.revoke')}
      </Button>
    </div>
  )
}

type MakeLinkProps = { readonly accounts: readonly AccountInfo[]; readonly onClose: () => void }

function MakeLink({ accounts, onClose }: MakeLinkProps) {
  const { t } = useTranslation()
  const { api, world } = useServices()
  const { account } = useAccount()
  const client = useQueryClient()
  const sayError = useSayError()
  const [audience, setAudience] = useState<LinkAudience>('viewer')
  const [label, setLabel] = useState('')
  const [days, setDays] = useState(UNTIL_SIGN_OUT)
  const ends = useEnds()
  const [chosen, setChosen] = useState(account)
  const confirmed = useConfirmed()
  const make = useMutation({
    mutationFn: () =>
      confirmed(() =>
        api.makeLink({
          audience,
          accounts: [chosen],
          label: label.trim(),
          // Without a time the gateway gives the link the longest one that its maker has.
          ...(days === UNTIL_SIGN_OUT ? {} : { expiresAt: world.now() + Number(days) * DAY_MS }),
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  })
  if (make.data !== undefined) return <LinkIsMade made={make.data} onClose={onClose} />
  const send = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <Dialog title={t('links.make')} onClose={onClose} size={440}>
      <form className={styles.form} onSubmit={send}>
        <AudienceSelect value={audience} onChange={setAudience} />
        {accounts.length < 2 ? null : (
          <Select
            label={t('nav.account')}
            data={accounts.map(({ id, label: name }) => ({ value: id, label: name }))}
            value={chosen}
            allowDeselect={false}
            onChange={(value) => setChosen(value ?? account)}
          />
        )}
        <TextInput
          label={t('links.label')}
          placeholder={t('links.labelHint')}
          maxLength={MAX_LINK_LABEL}
          required
          error={label === '' || isLinkLabel(label) ? undefined : t('links.labelWrong')}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          data-autofocus
        />
        <Select
          label={t('links.expires')}
          data={ends}
          value={days}
          allowDeselect={false}
          onChange={(value) => setDays(value ?? UNTIL_SIGN_OUT)}
        />
        {make.isError ? (
          <p className={styles.refused} role="alert">
            {sayError(make.error)}
          </p>
        ) : null}
        <MakeLinkActions pending={make.isPending} ready={isLinkLabel(label)} onClose={onClose} />
      </form>
    </Dialog>
  )
}

type LinkAudience = 'viewer' | 'public'
type AudienceSelectProps = { readonly value: LinkAudience; readonly onChange: (audience: LinkAudience) => void }

function AudienceSelect({ value, onChange }: AudienceSelectProps) {
  const { t } = useTranslation()
  return (
    <Select
      label={t('links.audience')}
      data={[
        { value: 'viewer', label: t('links.viewer') },
        { value: 'public', label: t('links.public') },
      ]}
      value={value}
      allowDeselect={false}
      onChange={(chosen) => onChange(chosen === 'public' ? 'public' : 'viewer')}
    />
  )
}

type MakeLinkActionsProps = { readonly pending: boolean; readonly ready: boolean; readonly onClose: () => void }

function MakeLinkActions({ pending, ready, onClose }: MakeLinkActionsProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.answers}>
      <Button variant="default" size="compact-md" onClick={onClose}>
        {t('action.close')}
      </Button>
      <Button size="compact-md" type="submit" disabled={pending || !ready}>
        {pending ? t('links.making') : t('links.make')}
      </Button>
    </div>
  )
}

/** Choices of a link's lifetime: never longer than the session that creates it. */
function useEnds(): { value: string; label: string }[] {
  const { t } = useTranslation()
  const { world } = useServices()
  const { store } = useAccount()
  const format = useTimeFormat()
  const until = useSession().data?.expiresAt ?? 0
  const days = DAYS.filter((count) => world.now() + count * DAY_MS < until)
  const time = format.dateTime(until, store.read('now'))
  return [
    ...days.map((count) => ({ value: String(count), label: t('links.days', { count }) })),
    { value: UNTIL_SIGN_OUT, label: t('links.untilSignOut', { time }) },
  ]
}

function LinkIsMade({ made, onClose }: { readonly made: LinkCreated; readonly onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('links.make')} onClose={onClose} size={440}>
      <div className={styles.form}>
        <p>{t('links.made')}</p>
        <code className={styles.url} data-testid="link-url">
          {made.url}
        </code>
        <div className={styles.answers}>
          <CopyButton text={made.url} label={t('links.copy')} />
          <Button size="compact-sm" onClick={onClose}>
            {t('links.done')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

function RevokeLink({ link, onClose }: { readonly link: Link; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { api } = useServices()
  const client = useQueryClient()
  const sayError = useSayError()
  const revoke = useMutation({
    mutationFn: () => api.revokeLink(link.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: KEY })
      onClose()
    },
  })
  return (
    <Dialog title={t('links.revoke')} onClose={onClose}>
      <div className={styles.form}>
        <p>{t('links.revokeOne', { label: link.label === '' ? t('links.unnamed') : link.label })}</p>
        <p className="dim">{t('links.revokeHint')}</p>
        {revoke.isError ? (
          <p className={styles.refused} role="alert">
            {sayError(revoke.error)}
          </p>
        ) : null}
        <div className={styles.answers}>
          <Button variant="default" size="compact-md" onClick={onClose} data-autofocus>
            {t('links.keep')}
          </Button>
          <Button
            className={styles.danger}
            size="compact-md"
            disabled={revoke.isPending}
            onClick={() => revoke.mutate()}
          >
            {t('links.revoke')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
