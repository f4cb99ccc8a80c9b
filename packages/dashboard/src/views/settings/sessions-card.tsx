/** Browsers that are signed in: seen, and signed out from here; for the owner. */

import type { MadeWith, SignedInSession } from '@spotdeck/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { useServices } from '../../settings/services.ts'
import { useConfirmed } from '../../state/orders/use-confirmed.ts'
import { useDateTime } from '../parts/figures.tsx'
import { ListCard } from './list-card.tsx'
import { Question } from './question.tsx'
import { SmallButton } from '../parts/small-button.tsx'
import styles from './settings.module.css'

const KEY = ['sessions']
const REFRESH_MS = 30_000

/** The session that is asked about, or all but this browser's. */
type Asked = SignedInSession | 'others'

/** Signed-in browsers, with the buttons that sign them out; for the owner. */
export function SessionsCard() {
  const { t } = useTranslation()
  const { api } = useServices()
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.sessions(signal),
    staleTime: 0,
    refetchInterval: REFRESH_MS,
  })
  const [asked, setAsked] = useState<Asked>()
  const hasOthers = query.data?.items.some(({ current }) => !current) ?? false
  const endOthers = (
    <SmallButton onClick={() => setAsked('others')} data-testid="end-other-sessions">
      {t('sessions.endOthers')}
    </SmallButton>
  )
  return (
    <ListCard
      title={t('sessions.title')}
      hint={t('sessions.hint')}
      action={hasOthers ? endOthers : undefined}
      query={query}
      rows={2}
      item={(session) => <SessionRow key={session.id} session={session} onEnd={() => setAsked(session)} />}
    >
      {asked === undefined ? null : <EndSession asked={asked} onClose={() => setAsked(undefined)} />}
    </ListCard>
  )
}

function SessionRow({ session, onEnd }: { readonly session: SignedInSession; readonly onEnd: () => void }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const deviceName = useDeviceName()
  const time = useDateTime()
  const { audience, label, createdAt, createdFrom, lastUsedAt, lastUsedFrom, idleEndsAt, current } = session
  const who = capital(formatMessage('audience', audience))
  return (
    <div className={styles.row} data-testid="session">
      <div>
        <p>
          {deviceName(session)} <span className="dim">· {label === '' ? who : t('watch.called', { label, who })}</span>
        </p>
        <p className={styles.hint}>{t('sessions.lastUsed', { time: time(lastUsedAt), from: lastUsedFrom })}</p>
        <p className={styles.hint}>{t('sessions.signedIn', { time: time(createdAt), from: createdFrom })}</p>
        {current ? null : <p className={styles.hint}>{t('sessions.idleEnd', { time: time(idleEndsAt) })}</p>}
      </div>
      {current ? (
        <span className={styles.state} data-good>
          {t('sessions.current')}
        </span>
      ) : (
        <SmallButton onClick={onEnd} aria-label={t('sessions.endOf', { device: deviceName(session) })}>
          {t('action.signOut')}
        </SmallButton>
      )}
    </div>
  )
}

function useDeviceName(): (session: SignedInSession) => string {
  const { t } = useTranslation()
  return ({ device }) => (device === '' ? t('sessions.unknown') : device)
}

function EndSession({ asked, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { api } = useServices()
  const client = useQueryClient()
  const deviceName = useDeviceName()
  const isAll = asked === 'others'
  const confirmed = useConfirmed()
  const end = useMutation({
    mutationFn: () => confirmed(async () => (isAll ? api.endOtherSessions() : api.endSession(asked.id))),
    onSuccess: async ({ made }) => {
      // Links that were made there have gone with it.
      await Promise.all([KEY, ['links'], ['access']].map((queryKey) => client.invalidateQueries({ queryKey })))
      if (peopleOf(made).length === 0) onClose()
    },
  })
  const people = peopleOf(end.data?.made ?? [])
  if (people.length > 0) return <RemovePeople people={people} onClose={onClose} />
  return (
    <Question
      title={isAll ? t('sessions.endAll') : t('sessions.endOne', { device: deviceName(asked) })}
      hint={isAll ? t('sessions.endAllHint') : t('sessions.endOneHint')}
      keep={t('sessions.keep')}
      act={t('action.signOut')}
      onClose={onClose}
      action={end}
    />
  )
}

const peopleOf = (made: readonly MadeWith[]): readonly MadeWith[] =>
  made.filter(({ kind, ended }) => kind === 'user' && !ended)

/** People who were added in a browser that was signed out, and are still there. */
function RemovePeople({ people, onClose }: { readonly people: readonly MadeWith[]; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { api } = useServices()
  const confirmed = useConfirmed({ isRequired: true })
  const remove = useMutation({
    mutationFn: () => confirmed(async () => Promise.all(people.map(({ id }) => api.removeUser(id)))),
    onSuccess: onClose,
  })
  return (
    <Question
      title={t('sessions.people')}
      hint={t('sessions.peopleHint')}
      keep={t('sessions.keepPeople')}
      act={t('sessions.removePeople')}
      onClose={onClose}
      action={remove}
    >
      <p>{people.map(({ label }) => label).join(', ')}</p>
    </Question>
  )
}
