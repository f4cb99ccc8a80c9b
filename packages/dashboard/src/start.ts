/** What the browser runs first: it lets the page's shape be drawn, then fetches and starts the page itself. */

import '@fontsource-variable/inter/wght.css'
import './theme/mantine-parts.css'
import './theme/tokens.css'
import './theme/base.css'
import './theme/opening.css'

const load = () => void import('./main.tsx')

// A page that is not looked at draws no frame: it starts at once.
if (document.visibilityState === 'hidden') load()
else requestAnimationFrame(() => setTimeout(load))
