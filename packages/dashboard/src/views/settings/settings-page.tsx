/** Settings of this browser and its rights. */

import { Switch } from '@mantine/core'
import type { AccountInfo, Session } from '@spotdeck/api'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Preferences } from '../../settings/preferences.ts'
import { usePreferences } from '../../settings/services.ts'
import { mayIn } from '../../state/queries/use-right.ts'
import { Card } from '../parts/card.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { useDateTime } from '../parts/figures.tsx'
import { Segments } from '../parts/segments.tsx'
import { AccessCard } from './access-card.tsx'
import { LinksCard } from './links-card.tsx'
import { MarketDataCard } from './market-data-card.tsx'
import { OrdersCard } from './orders-card.tsx'
import { PasskeysCard } from './passkeys-card.tsx'
import { RedisCard } from './redis-card.tsx'
import { SessionsCard } from './sessions-card.tsx'
import { Row } from './setting-row.tsx'
import { SmallButton } from '../parts/small-button.tsx'
import styles from './settings.module.css'

type SettingsPageProps = { readonly session: Session; readonly accounts: readonly AccountInfo[] }

/** The settings of this browser. */
export function SettingsPage({ session, accounts }: SettingsPageProps) {
  const { t } = useTranslation()
  const manages = mayIn(session, 'manage', 'all')
  return (
    <div className={styles.page}>
      <PageTitle title={t('nav.settings')} />
      <LookCard />
      <FiguresCard />
      {mayIn(session, 'trade', 'any') && accounts.some(({ trading }) => trading) ? <OrdersCard /> : null}
      {manages ? <MarketDataCard /> : null}
      {mayIn(session, 'manage', 'any') ? <LinksCard accounts={accounts} /> : null}
      <SessionCard session={session} accounts={accounts} />
      {manages ? (
        <>
          <PasskeysCard />
          <SessionsCard />
          <RedisCard />
        </>
      ) : null}
      {mayIn(session, 'logs', 'all') ? <AccessCard /> : null}
      <AboutCard isOwner={session.audience === 'owner'} />
    </div>
  )
}

function AboutCard({ isOwner }: { readonly isOwner: boolean }) {
  const { t } = useTranslation()
  const [{ language }] = usePreferences()
  return (
    <Card title={t('settings.about')}>
      {isOwner ? <FirstStepsRow /> : null}
      <p>
        <a href={language === 'en' ? '/docs/' : `/docs/${language}/`} target="_blank" rel="noopener">
          {t('settings.docs')}
        </a>
      </p>
      <p className="dim">
        {t('settings.attribution')}{' '}
        <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer noopener">
          tradingview.com
        </a>
      </p>
    </Card>
  )
}

function LookCard() {
  const { t } = useTranslation()
  return (
    <Card title={t('settings.look')}>
      <Choice name="language" label={t('settings.language')} options={{ en: 'English', 'zh-TW': '繁體中文' }} />
      <Choice
        name="theme"
        label={t('settings.theme')}
        options={{ auto: t('settings.auto'), dark: t('settings.dark'), light: t('settings.light') }}
      />
      <Choice
        name="density"
        label={t('settings.density')}
        options={{ normal: t('settings.normal'), compact: t('settings.compact') }}
      />
      <Choice
        name="upDown"
        label={t('settings.upDown')}
        options={{ 'green-up': t('settings.greenUp'), 'red-up': t('settings.redUp') }}
        hint={
          <span className="num">
            <span className="up">▲ 1.50%</span> <span className="down">▼ 1.50%</span>
          </span>
        }
      />
    </Card>
  )
}

function FiguresCard() {
  const { t } = useTranslation()
  const [{ privacy }, update] = usePreferences()
  return (
    <Card title={t('settings.figures')}>
      <Choice
        name="zone"
        label={t('settings.zone')}
        options={{ local: t('settings.local'), utc: t('settings.utc'), utc8: t('settings.utc8') }}
        hint={<span className={styles.pointer}>{t('settings.zoneHint')}</span>}
      />
      <Row
        label={t('settings.privacy')}
        hint={
          <>
            <span className={styles.pointer}>{t('settings.privacyHint')}</span>
            <span className={styles.touch}>{t('settings.privacyTouchHint')}</span>
          </>
        }
      >
        <Switch
          aria-label={t('settings.privacy')}
          checked={privacy}
          onChange={(event) => update({ privacy: event.currentTarget.checked })}
        />
      </Row>
    </Card>
  )
}

function SessionCard({ session, accounts }: { readonly session: Session; readonly accounts: readonly AccountInfo[] }) {
  const { t } = useTranslation()
  const dateTime = useDateTime()
  return (
    <Card title={t('settings.session')}>
      <Row label={t('settings.audience')}>{t(`settings.${session.audience}`)}</Row>
      {accounts.map((account) => (
        <Row key={account.id} label={account.label} hint={account.id === account.label ? undefined : account.id}>
          {account.trading ? t('settings.tradingOn') : t('settings.tradingOff')}
        </Row>
      ))}
      <Row label={t('settings.until')}>
        <span className="num">{dateTime(session.expiresAt)}</span>
      </Row>
    </Card>
  )
}

/** The way back to what the first visit told. */
function FirstStepsRow() {
  const { t } = useTranslation()
  const [{ welcomed }, update] = usePreferences()
  return (
    <Row label={t('firstSteps.title')} hint={t('firstSteps.againHint')}>
      {welcomed ? (
        <SmallButton onClick={() => update({ welcomed: false })}>{t('firstSteps.again')}</SmallButton>
      ) : (
        <span className="dim">{t('firstSteps.shown')}</span>
      )}
    </Row>
  )
}

type Choosable = 'language' | 'theme' | 'density' | 'upDown' | 'zone'

type ChoiceProps<K extends Choosable> = {
  readonly name: K
  readonly label: string
  readonly options: { readonly [Value in Preferences[K]]: string }
  readonly hint?: ReactNode
}

function Choice<K extends Choosable>({ name, label, options, hint }: ChoiceProps<K>) {
  const [preferences, update] = usePreferences()
  return (
    <Row label={label} hint={hint}>
      <Segments
        label={label}
        data={Object.entries<string>(options).map(([value, text]) => ({ value, label: text }))}
        value={preferences[name]}
        onChange={(value) => update({ [name]: value })}
      />
    </Row>
  )
}
