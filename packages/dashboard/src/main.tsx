/** Where the page begins: takes the world, the user's choices and the login code from the browser, and draws. */

import '@fontsource-variable/inter/wght.css'
import './theme/mantine-parts.css'
import './theme/tokens.css'
import './theme/base.css'
import { QueryClient } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createI18n } from './i18n/setup.ts'
import { createApi } from './live/api-client.ts'
import { takeLoginCode } from './live/login.ts'
import { PreferencesStore } from './settings/preferences.ts'
import { mayRetry } from './state/queries.ts'
import { browserWorld } from './world.ts'

function start(root: HTMLElement): void {
  const world = browserWorld()
  const preferences = new PreferencesStore(world.storage, navigator.languages)
  const client = new QueryClient({
    defaultOptions: { queries: { retry: mayRetry, refetchOnWindowFocus: false, staleTime: 30_000 } },
  })
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
  // Where dialogs lock the page's scrolling, their library looks for the nonce of its style under this name.
  Object.assign(globalThis, { __webpack_nonce__: nonce })
  createRoot(root).render(
    <StrictMode>
      <App
        services={{ world, api: createApi(world), preferences }}
        client={client}
        i18n={createI18n(preferences.read().language)}
        loginCode={takeLoginCode(window)}
        nonce={nonce}
      />
    </StrictMode>,
  )
}

const root = document.getElementById('root')
if (root !== null) start(root)
