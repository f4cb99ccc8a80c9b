/** Title of the page for the tab, the history and screen readers; sighted users have the navigation. */

import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

type PageTitleProps = {
  readonly title: string
  /** Stands before the title in the tab, as a live price. */
  readonly lead?: string | undefined
}

/** The page's one first heading, not shown. */
export function PageTitle({ title, lead }: PageTitleProps) {
  const { t } = useTranslation()
  const name = t('app.name')
  useEffect(() => {
    document.title = `${lead === undefined ? '' : `${lead} `}${title} · ${name}`
  }, [title, lead, name])
  return <h1 className="visually-hidden">{title}</h1>
}
