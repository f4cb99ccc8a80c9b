/** `@spotdeck/sandbox/command`: options of the sandbox as a command, and their reading. Loads what an option needs. */

export { type SandboxListening, sandboxExposure } from './exposed.ts'
export { nearest } from './nearest.ts'
export { EXCHANGE_OPTIONS, SANDBOX_OPTIONS, type SandboxOption, type SandboxTexts } from './options.ts'
export { flagOf, helpOf, secretFlag, settingOf, variableOf } from './options.ts'
export { type ReadOptions, readSandboxOptions, stateFolder } from './read.ts'
