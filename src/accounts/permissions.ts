import type { Actor, Role } from './actor.ts'

export type Action = 'add' | 'edit' | 'delete' | 'restore' | 'lock'

/** What is acted on, with what matters for the answer. */
export interface Subject {
  kind: 'package' | 'grid' | 'category' | 'feature' | 'element' | 'release' | 'example' | 'flag' | 'revision' | 'announcement'
  /** Of a grid, or of the grid that a feature or an element belongs to. */
  isLocked?: boolean
  /** The account that made it. */
  ownerId?: number | null
  /** Milliseconds since it was made. */
  ageMs?: number
}

/** How long people may take back their own edits without a moderator. */
const ownRevertMs = 86_400_000

/**
 * Whether `actor` may do `action` to `subject`: the one place that says so, for the API and the pages alike. Everybody may read, so that
 * is never asked. EDIT_POLICY decides which role an account begins with.
 */
export function may(actor: Actor | undefined, action: Action, subject: Subject): boolean {
  if (!actor || actor.scope !== 'edit') return false
  if (hasRole(actor, 'moderator')) return true
  const isOwn = subject.ownerId === actor.accountId
  const isEditor = hasRole(actor, 'editor')
  // Anybody with an account may tell of a use or of a fault, and take it back; judging it is for moderators.
  if (subject.kind === 'example' || subject.kind === 'flag') return isOwn ? action !== 'restore' : action === 'add'
  if (subject.kind === 'revision') return isEditor && action === 'restore' && isOwn && (subject.ageMs ?? Infinity) < ownRevertMs
  return isEditor && editedByAll.has(subject.kind) && canEdit(action, subject)
}

/** The rest is for moderators. */
const editedByAll: ReadonlySet<Subject['kind']> = new Set(['package', 'grid', 'feature', 'element'])

/** Features and cells come and go as part of editing a grid; whole packages and grids are deleted by moderators. */
function canEdit(action: Action, { kind, isLocked = false }: Subject): boolean {
  if (isLocked) return false
  return action === 'add' || action === 'edit' || (action === 'delete' && (kind === 'feature' || kind === 'element'))
}

const ranks: Record<Role, number> = { reader: 0, editor: 1, moderator: 2, admin: 3 }

export function hasRole(actor: Actor, role: Role): boolean {
  return ranks[actor.role] >= ranks[role]
}
