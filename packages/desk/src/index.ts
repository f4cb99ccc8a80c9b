/** `@spotdeck/desk`: the small state of a desk: credentials, users, passkeys, audit, notes, submissions. */

export { type Who } from './access/access-log.ts'
export { type BroughtSecrets, type ListedSession } from './access/access.ts'
export {
  type AuditEntry,
  type AuditLane,
  type AuditQuery,
  type AuditReach,
  type AuditResult,
  type AuditStore,
  laneOf,
  reducesRisk,
} from './access/audit/audit-store.ts'
export { cookieName, readCookie, writeCookie } from './access/cookie.ts'
export { type ConfirmingSession, MAX_PASSKEYS, PasskeyError } from './access/passkeys/passkeys.ts'
export { type RelyingParty } from './access/passkeys/relying-party.ts'
export { grantsOf, whoOf } from './access/roles.ts'
export { type CursorCipher, cursorSeal, hashSecret, newId } from './access/secrets.ts'
export { type SignIn } from './access/sessions.ts'
export { type Grant, type SignedIn } from './access/sign-ins.ts'
export { type Credential } from './access/store.ts'
export { createThrottle, type Throttle } from './access/throttle.ts'
export { type EdgeState, openLocalState } from './desk-state.ts'
export { type NoteKey, openJournal } from './journal/journal.ts'
export {
  asAudience,
  audienceOf,
  holderOf,
  may,
  mayOnEach,
  mayRead,
  type Principal,
  readableOf,
  standingOn,
  whoIs,
} from './access/principal.ts'
export { type SubmissionKey, type Submissions } from './submissions.ts'
