import type { Actor, Role } from './actor.ts'

/** Who may add and edit: every account, or only those that have been given the role. */
export type EditPolicy = 'open' | 'trusted'

export type Action = 'add' | 'edit' | 'delete' | 'restore' | 'lock'

/** What is acted on, with what matters for the answer. */
export interface Subject {
  kind: 'package' | 'grid' | 'category' | 'feature' | 'element' | 'release' | 'example' | 'flag' | 'revision'
  /** Of a grid, or of the grid that a feature or an element belongs to. */
  isLocked?: boolean
  /** The account that made it. */
  ownerId?: number | null
  /** Milliseconds since it was made. */
  ageMs?: number
}

/** Whether `actor` may do `action` to `subject`. Everybody may read, so reading is never asked for. */
export type Policy = (actor: Actor | undefined, action: Action, subject: Subject) => boolean

/** How long people may take back their own edits without a moderator. */
const ownRevertMs = 86_400_000

/** The one place that says who may change what, for the API and the pages alike. */
export function createPolicy(editPolicy: EditPolicy): Policy {
  return (actor, action, subject) => {
    if (!actor || actor.scope !== 'edit') return false
    if (hasRole(actor, 'moderator')) return true
    const isEditor = editPolicy === 'open' || hasRole(actor, 'editor')
    const isOwn = subject.ownerId === actor.accountId
    // Anybody with an account may tell of a use or of a fault, and take it back; judging it is for moderators.
    if (subject.kind === 'example' || subject.kind === 'flag') return isOwn ? action !== 'restore' : action === 'add'
    if (subject.kind === 'revision') return isEditor && action === 'restore' && isOwn && (subject.ageMs ?? Infinity) < ownRevertMs
    return isEditor && editedByAll.has(subject.kind) && canEdit(action, subject)
  }
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
