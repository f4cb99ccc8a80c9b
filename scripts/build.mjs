// `npm run build`: every package and the page.

import { buildPackages, buildPage } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'

ensureInstalled('run')
buildPackages()
buildPage()
