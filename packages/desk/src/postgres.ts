/** `@spotdeck/desk/postgres`: the state of a desk of many gateways, in PostgreSQL. Loaded only where it is used. */

export { openPostgresState } from './postgres-state.ts'
