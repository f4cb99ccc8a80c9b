/** A fault of the page itself: said plainly, with a way on. */

import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { Empty } from './parts/states.tsx'

/** Catches what breaks while drawing anything inside it. */
export class PageErrors extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true }
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children
  }
}

function Broken() {
  const { t } = useTranslation()
  return (
    <main role="alert">
      <Empty title={t('error.page')} hint={t('error.pageHint')}>
        <Button size="compact-sm" variant="default" onClick={() => window.location.reload()}>
          {t('error.reload')}
        </Button>
      </Empty>
    </main>
  )
}
