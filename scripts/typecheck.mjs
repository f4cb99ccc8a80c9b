// `npm run typecheck`: the packages as they are built, then everything with its tests on the sources, then the sandbox's panel.

import { runCompiler } from './lib/build.mjs'

runCompiler('-b', 'tsconfig.build.json')
runCompiler('-p', 'tsconfig.json')
runCompiler('-p', 'packages/sandbox/public')
