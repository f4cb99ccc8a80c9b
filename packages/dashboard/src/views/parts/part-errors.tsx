/** A part that broke while it was drawn, or whose code did not come: said in its place; the rest stays. */

import { Children, Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CodeMissing } from '../../live/fetch-code.ts'
import { SmallButton } from './small-button.tsx'
import { Empty } from './states.tsx'

type Props = {
  readonly children: ReactNode
  /** Place on the page: after a change of it the part is rendered again. */
  readonly at?: string | undefined
}
type State = { readonly broken: false } | { readonly broken: true; readonly error: unknown }

/** Catches what breaks while drawing anything inside it. */
export class PartErrors extends Component<Props, State> {
  override state: State = { broken: false }

  static getDerivedStateFromError(error: unknown): State {
    return { broken: true, error }
  }

  override componentDidUpdate({ at }: Props): void {
    if (this.state.broken && at !== this.props.at) this.setState({ broken: false })
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children
    return <Broken isMissing={this.state.error instanceof CodeMissing} />
  }
}

/** Catches what breaks in each of its parts on its own: the others stay. */
export function Parts({ children, at }: Props): ReactNode {
  return Children.map(children, (part) => <PartErrors at={at}>{part}</PartErrors>)
}

function Broken({ isMissing }: { readonly isMissing: boolean }) {
  const { t } = useTranslation()
  return (
    <div role="alert">
      <Empty
        title={isMissing ? t('error.code') : t('error.page')}
        hint={isMissing ? t('error.codeHint') : t('error.pageHint')}
      >
        <SmallButton onClick={() => window.location.reload()}>{t('error.reload')}</SmallButton>
      </Empty>
    </div>
  )
}
