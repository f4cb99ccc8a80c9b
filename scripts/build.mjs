// `npm run build`: every package and the page.

import { prepare } from './lib/prepare.mjs'

await prepare('run')
