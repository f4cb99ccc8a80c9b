/** `@spotdeck/imports`: the exchange’s own exports, read into a ledger. */

export { type FileReader, inProcessReader } from './file-reader.ts'
export { BadUpload, ImportError } from './import-error.ts'
export { Importer } from './importer.ts'
export { type Imports } from './port.ts'
export { type ImportUpload } from './read-file.ts'
export { WorkerReader } from './worker-reader.ts'
