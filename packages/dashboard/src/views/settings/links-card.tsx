/** Ways in for others: made, copied once, revoked. */

import { Button, TextInput } from '@mantine/core'
import { type AccountInfo, type Link, MAX_LINK_LABEL, isLinkLabel } from '@spotdeck/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DAY_MS } from '../../durations.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { useServices } from '../../settings/services.ts'
import { useSession } from '../../state/queries/queries.ts'
import { useConfirmed } from '../../state/orders/use-confirmed.ts'
import { useAccountServices } from '../../state/store/use-account-data.ts'
import { Choose } from '../parts/choose.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { useDateTime } from '../parts/figures.tsx'
import { LinkCreated } from './link-created.tsx'
import { ListCard } from './list-card.tsx'
import { Question, Refused } from './question.tsx'
import { SmallButton } from '../parts/small-button.tsx'
import styles from './settings.module.css'

const KEY = ['links']
const DAYS = [1, 7, 14] as const
const UNTIL_SIGN_OUT = 'session'
const AUDIENCES = ['public', 'viewer'] as const

/** The links in use, and the way to another; for the owner. */
export function LinksCard({ accounts }: { readonly accounts: readonly AccountInfo[] }) {
  const { t } = useTranslation()
  const { api } = useServices()
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.links(signal), staleTime: 0 })
  const [making, setMaking] = useState(false)
  const [asked, setAsked] = useState<Link>()
  return (
    <ListCard
      title={t('links.title')}
      hint={t('links.hint')}
      action={
        <SmallButton onClick={() => setMaking(true)} data-testid="make-link">
          {t('links.make')}
        </SmallButton>
      }
      query={query}
      rows={2}
      none={t('links.none')}
      item={(link) => <LinkRow key={link.id} link={link} onRevoke={() => setAsked(link)} />}
    >
      {making ? <MakeLink accounts={accounts} onClose={() => setMaking(false)} /> : null}
      {asked === undefined ? null : <RevokeLink link={asked} onClose={() => setAsked(undefined)} />}
    </ListCard>
  )
}

function LinkRow({ link, onRevoke }: { readonly link: Link; readonly onRevoke: () => void }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const dateTime = useDateTime()
  return (
    <div className={styles.row}>
      <div>
        <p>{link.label === '' ? t('links.unnamed') : link.label}</p>
        <p className={styles.hint}>
          {capital(formatMessage('audience', link.audience))} · {link.accounts.join(', ')} ·{' '}
          <span className="num">{t('links.until', { time: dateTime(link.expiresAt) })}</span>
        </p>
      </div>
      <SmallButton onClick={onRevoke}>{t('links.revoke')}</SmallButton>
    </div>
  )
}

type MakeLinkProps = { readonly accounts: readonly AccountInfo[]; readonly onClose: () => void }

function MakeLink({ accounts, onClose }: MakeLinkProps) {
  const { t } = useTranslation()
  const { api, world, account } = useAccountServices()
  const client = useQueryClient()
  const [audience, setAudience] = useState<(typeof AUDIENCES)[number]>('public')
  const [label, setLabel] = useState('')
  const [days, setDays] = useState<string>(UNTIL_SIGN_OUT)
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
  if (make.data !== undefined) return <LinkCreated url={make.data.url} onClose={onClose} />
  const send = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <Dialog title={t('links.make')} onClose={onClose} size={440}>
      <form className={styles.form} onSubmit={send}>
        <Choose
          size="sm"
          label={t('links.audience')}
          options={AUDIENCES.map((value) => ({ value, label: t(`links.${value}`) }))}
          value={audience}
          onChange={setAudience}
        />
        {accounts.length < 2 ? null : (
          <Choose
            size="sm"
            label={t('nav.account')}
            options={accounts.map(({ id, label: name }) => ({ value: id, label: name }))}
            value={chosen}
            onChange={setChosen}
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
        <Choose size="sm" label={t('links.expires')} options={ends} value={days} onChange={setDays} />
        <Refused error={make.error} />
        <MakeLinkActions pending={make.isPending} ready={isLinkLabel(label)} onClose={onClose} />
      </form>
    </Dialog>
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
  const dateTime = useDateTime()
  const until = useSession().data?.expiresAt ?? 0
  const days = DAYS.filter((count) => world.now() + count * DAY_MS < until)
  return [
    ...days.map((count) => ({ value: String(count), label: t('links.days', { count }) })),
    { value: UNTIL_SIGN_OUT, label: t('links.untilSignOut', { time: dateTime(until) }) },
  ]
}

function RevokeLink({ link, onClose }: { readonly link: Link; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { api } = useServices()
  const client = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => api.revokeLink(link.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: KEY })
      onClose()
    },
  })
  const words = { title: t('links.revoke'), hint: t('links.revokeHint'), keep: t('links.keep'), act: t('links.revoke') }
  return (
    <Question {...words} onClose={onClose} action={revoke}>
      <p>{t('links.revokeOne', { label: link.label === '' ? t('links.unnamed') : link.label })}</p>
    </Question>
  )
}
