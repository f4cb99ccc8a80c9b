/** Introduction for a new user, shown once. */

import { Button, CloseButton } from '@mantine/core'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { upDownColours, zones } from '../../settings/preferences.ts'
import { usePreferences } from '../../settings/services.ts'
import { useSession } from '../../state/queries/queries.ts'
import { SandboxOffer } from '../parts/sandbox-offer.tsx'
import { Segments } from '../parts/segments.tsx'
import { usePath } from '../parts/use-path.ts'
import { SmallButton } from '../parts/small-button.tsx'
import styles from './onboarding.module.css'

const STEPS = ['trust', 'look', 'reach'] as const
type Step = (typeof STEPS)[number]

/** The three steps, for an owner who has neither taken nor skipped them in this browser. */
export function Onboarding() {
  const [{ welcomed }] = usePreferences()
  const isOwner = useSession().data?.audience === 'owner'
  return isOwner && !welcomed ? <Steps /> : null
}

function Steps() {
  const { t } = useTranslation()
  const [, update] = usePreferences()
  const [at, setAt] = useState(0)
  const step = STEPS[at] ?? 'trust'
  const isLast = at === STEPS.length - 1
  const end = () => update({ welcomed: true })
  useEscape(end)
  return (
    <section className={styles.steps} aria-label={t('firstSteps.title')} data-testid="first-steps">
      <div className={styles.words} aria-live="polite">
        <p className={`num ${styles.count}`}>
          {t('firstSteps.title')} · {t('firstSteps.count', { step: at + 1, of: STEPS.length })}
        </p>
        <h2>{t(`firstSteps.${step}`)}</h2>
        <p className="dim">{t(`firstSteps.${step}Text`)}</p>
      </div>
      <div className={styles.does}>
        <Action step={step} />
      </div>
      <div className={styles.way}>
        {at === 0 ? null : <SmallButton onClick={() => setAt(at - 1)}>{t('firstSteps.back')}</SmallButton>}
        <Button size="compact-sm" onClick={isLast ? end : () => setAt(at + 1)}>
          {isLast ? t('firstSteps.done') : t('firstSteps.next')}
        </Button>
        <CloseButton aria-label={t('firstSteps.skip')} title={t('firstSteps.skip')} onClick={end} />
      </div>
    </section>
  )
}

/** Calls `end` at `Esc`, unless something that is open over the page takes the key. */
function useEscape(end: () => void): void {
  const onEscape = useEffectEvent((event: KeyboardEvent) => {
    const isTaken = event.defaultPrevented || document.querySelector(OPEN) !== null
    if (event.key === 'Escape' && !isTaken) end()
  })
  useEffect(() => {
    // Before what is open closes, so that one press does not close both.
    const listen = (event: KeyboardEvent) => onEscape(event)
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [])
}

/** Selector of anything that is open over the page: a dialog, a menu, a list of choices. */
const OPEN = '[role="dialog"], [role="menu"], [role="listbox"]'

/** Action that a step offers directly. */
function Action({ step }: { readonly step: Step }): ReactNode {
  const { t } = useTranslation()
  const to = usePath()
  const [{ upDown, zone }, update] = usePreferences()
  switch (step) {
    case 'trust':
      return (
        <>
          <Link to={to('/activity?view=coverage')}>{t('firstSteps.coverage')}</Link>
          <SandboxOffer />
        </>
      )
    case 'look':
      return (
        <>
          <Segments
            label={t('settings.upDown')}
            data={upDownColours.map((value) => ({
              value,
              label: t(value === 'red-up' ? 'settings.redUp' : 'settings.greenUp'),
            }))}
            value={upDown}
            onChange={(value) => update({ upDown: value })}
          />
          <Segments
            label={t('settings.zone')}
            data={zones.map((value) => ({ value, label: t(`settings.${value}`) }))}
            value={zone}
            onChange={(value) => update({ zone: value })}
          />
        </>
      )
    case 'reach':
      return <Link to={to('/settings')}>{t('firstSteps.settings')}</Link>
    default:
      return null
  }
}
